using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback with a cookie in a task answers a request of its descriptor that returned this cookie in this
/// task. (I5)</summary>
public sealed class CallbackSpurious : UnwindInvariant<ValueSet<Stitch>>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-spurious";

    /// <inheritdoc/>
    public override string Quote => "Its value will also be passed to the callback function.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override ValueSet<Stitch> Start => ValueSet<Stitch>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<Stitch> Next(ValueSet<Stitch> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestReturned { Accepted: true, Result.CookieWritten: true } returned:
                return state.Add(new Stitch(returned.Work, returned.Task, returned.Result.Cookie));
            case CallbackStarted started when !state.Contains(new Stitch(started.Work, started.Task, started.Cookie)):
                violation = new Violation($"{started.Work} is called in {started.Task} with cookie {started.Cookie:x}, which no request returned there");
                return state;
            case TaskGone gone:
                return state.RemoveWhere(seen => seen.Task == gone.Task);
            default:
                return state;
        }
    }
}
