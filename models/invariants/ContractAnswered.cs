using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A request that is told that its callback was made already has had one with this cookie. (I4)</summary>
public sealed class ContractAnswered : UnwindInvariant<ValueSet<Stitch>>
{
    /// <inheritdoc/>
    public override string Invariant => "contract-answered";

    /// <inheritdoc/>
    public override string Quote => "UNWIND_ALREADY_EXECUTED if the callback was already called (and will not be called again)";

    /// <inheritdoc/>
    public override string Source => "[PATCH v10 08/14] unwind deferred: Use bitmask to determine which callbacks to call, comment of unwind_deferred_request()";

    /// <inheritdoc/>
    protected override ValueSet<Stitch> Start => ValueSet<Stitch>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<Stitch> Next(ValueSet<Stitch> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case CallbackStarted started:
                return state.Add(new Stitch(started.Work, started.Task, started.Cookie));
            case RequestReturned { Meaning: RequestMeaning.Answered } returned when !state.Contains(new Stitch(returned.Work, returned.Task, returned.Result.Cookie)):
                violation = new Violation($"the request for {returned.Work} in {returned.Task} returned {returned.Result.Return}: its callback with cookie {returned.Result.Cookie:x} was made, but it was not");
                return state;
            case TaskGone gone:
                return state.RemoveWhere(made => made.Task == gone.Task);
            default:
                return state;
        }
    }
}
