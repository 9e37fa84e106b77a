using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback with a cookie in a task answers a request of its descriptor that returned this cookie in this
/// task, or returns it later because the callback is made by the request itself. (I5)</summary>
public sealed class CallbackSpurious : UnwindInvariant<CallbackSpurious.Requests>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-spurious";

    /// <inheritdoc/>
    public override string Quote => "Its value will also be passed to the callback function.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override Requests Start => new(ValueSet<Stitch>.Empty, ValueSet<(UnwindWork, TaskStruct, ContextLevel)>.Empty, ValueSet<Stitch>.Empty);

    /// <inheritdoc/>
    protected override Requests Next(Requests state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestStarted started:
                return state with { Running = state.Running.Add((started.Work, started.Task, started.Level)) };
            case RequestReturned returned:
                return Return(state, returned, out violation);
            case CallbackStarted started:
                var stitch = new Stitch(started.Work, started.Task, started.Cookie);
                if (state.Answerable.Contains(stitch))
                {
                    return state;
                }

                if (state.IsAsking(started.Work, started.Task))
                {
                    return state with { Early = state.Early.Add(stitch) };
                }

                violation = Wrong(stitch);
                return state;
            case TaskGone gone:
                return state with { Answerable = state.Answerable.RemoveWhere(seen => seen.Task == gone.Task) };
            default:
                return state;
        }
    }

    private static Requests Return(Requests state, RequestReturned returned, out Violation? violation)
    {
        violation = null;
        if (returned.Accepted && returned.Result.CookieWritten)
        {
            state = state with { Answerable = state.Answerable.Add(new Stitch(returned.Work, returned.Task, returned.Result.Cookie)) };
        }

        state = state with { Running = state.Running.Remove((returned.Work, returned.Task, returned.Level)) };
        if (state.IsAsking(returned.Work, returned.Task))
        {
            return state;
        }

        var wrong = state.Early.Items.FirstOrDefault(early => early.Work == returned.Work && early.Task == returned.Task && !state.Answerable.Contains(early));
        violation = wrong is null ? null : Wrong(wrong);
        return state with { Early = state.Early.RemoveWhere(early => early.Work == returned.Work && early.Task == returned.Task) };
    }

    private static Violation Wrong(Stitch stitch) =>
        new($"{stitch.Work} is called in {stitch.Task} with cookie {stitch.Cookie:x}, which no request returned there");

    /// <summary>Which callbacks may be made, which requests run, and the callbacks made meanwhile.</summary>
    public sealed record Requests(ValueSet<Stitch> Answerable, ValueSet<(UnwindWork Work, TaskStruct Task, ContextLevel Level)> Running, ValueSet<Stitch> Early)
    {
        internal bool IsAsking(UnwindWork work, TaskStruct task) => Running.Items.Any(call => call.Work == work && call.Task == task);
    }
}
