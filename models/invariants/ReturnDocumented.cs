using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A request returns nothing but what the documentation lists. (I14)</summary>
public sealed class ReturnDocumented : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "return-documented";

    /// <inheritdoc/>
    public override string Quote => "Return: 0 if the callback successfully was queued. 1 if the callback is pending or was already executed. Negative if there's an error.";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/deferred.c, v6.17, comment of unwind_deferred_request(); each design by its own list";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is RequestReturned { Meaning: RequestMeaning.Undocumented } returned
            ? new Violation($"the request for {returned.Work} in {returned.Task} returned {returned.Result.Return}, which is not documented")
            : null;
        return state;
    }
}
