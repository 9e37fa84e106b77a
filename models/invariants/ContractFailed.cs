using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>First row of the contract: an error comes with a cookie, 0 when nothing is pending. Nobody is told that his callback has
/// been made while it is pending and its user stack still to be walked. (I4)</summary>
public sealed class ContractFailed : UnwindInvariant<ValueSet<(UnwindWork Work, TaskStruct Task)>>
{
    /// <inheritdoc/>
    public override string Invariant => "contract-failed";

    /// <inheritdoc/>
    public override string Quote => "return != 0, *cookie == 0: the operation failed, no pending callback.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override ValueSet<(UnwindWork Work, TaskStruct Task)> Start => ValueSet<(UnwindWork, TaskStruct)>.Empty;

    /// <inheritdoc/>
    /// <remarks>The state is whose callbacks are pending, with their user stacks still to be walked.</remarks>
    protected override ValueSet<(UnwindWork Work, TaskStruct Task)> Next(ValueSet<(UnwindWork Work, TaskStruct Task)> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestReturned { Accepted: false, Result.CookieWritten: false } returned:
                violation = new Violation($"the request for {returned.Work} returned {returned.Result.Return} and left *cookie as it was: the caller takes garbage for the cookie of a pending callback");
                return state;
            case RequestReturned { Meaning: RequestMeaning.TooLate } returned when state.Contains((returned.Work, returned.Task)):
                violation = new Violation($"the request for {returned.Work} in {returned.Task} returned {returned.Result.Return} and no cookie, as if its callback had been made: it is pending, and the user stack is not walked yet");
                return state;
            case PendingSet set:
                return state.RemoveWhere(pair => pair.Work == set.Work).Add((set.Work, set.Task));
            case StackSettled settled:
                return state.Remove((settled.Work, settled.Task));
            case PendingCleared cleared:
                return state.RemoveWhere(pair => pair.Work == cleared.Work);
            default:
                return state;
        }
    }
}
