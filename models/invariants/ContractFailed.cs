using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>First row of the contract: an error comes with a cookie, 0 when nothing is pending. (I4)</summary>
public sealed class ContractFailed : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "contract-failed";

    /// <inheritdoc/>
    public override string Quote => "return != 0, *cookie == 0: the operation failed, no pending callback.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is RequestReturned { Meaning: RequestMeaning.Refused, Result.CookieWritten: false } returned
            ? new Violation($"the request for {returned.Work} returned {returned.Result.Return} and left *cookie as it was: the caller takes garbage for the cookie of a pending callback")
            : null;
        return state;
    }
}
