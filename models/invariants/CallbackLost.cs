using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Every request that returned a cookie has, before the task is gone, a callback of its descriptor with that
/// cookie in that task: whether the request came first or the callback. (I3a)</summary>
public sealed class CallbackLost : UnwindInvariant<CallbackLost.Stitches>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-lost";

    /// <inheritdoc/>
    public override string Quote => "Its value will also be passed to the callback function. It can be used to stitch kernel and user stack traces together in post-processing.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override Stitches Start => new(Promises.None, ValueSet<Stitch>.Empty, ValueSet<(CallbackHead, TaskStruct)>.Empty);

    /// <inheritdoc/>
    protected override Stitches Next(Stitches state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestStarted started:
                return state with { Promises = state.Promises.Begin(started) };
            case RequestReturned returned:
                var answered = state.Made.Contains(new Stitch(returned.Work, returned.Task, returned.Result.Cookie));
                return state with { Promises = state.Promises.Return(returned, !answered && returned.Accepted && returned.Result.Cookie != 0) };
            case CallbackStarted started:
                return state with { Promises = state.Promises.Keep(started), Made = state.Made.Add(new Stitch(started.Work, started.Task, started.Cookie)) };
            case WorkQueued queued:
                return state with { Queued = state.Queued.Add((queued.Head, queued.Task)) };
            case WorkStarting starting:
                return state with { Queued = state.Queued.RemoveWhere(pair => pair.Head == starting.Head) };
            case WorkUnlinked unlinked:
                return state with { Promises = state.Promises.Unlink(unlinked), Queued = state.Queued.Remove((unlinked.Head, unlinked.Task)) };
            case CancelStarted cancelling:
                return state with { Promises = state.Promises.BeginCancel(cancelling) };
            case CancelReturned cancelled:
                return state with { Promises = state.Promises.Cancel(cancelled) };
            case TaskGone gone:
                violation = Judge(state.Promises.Open.Items.Where(open => open.Task == gone.Task), "is gone");
                return state with { Promises = state.Promises.Forget(gone.Task), Made = state.Made.RemoveWhere(made => made.Task == gone.Task) };
            default:
                return state;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A work that is still queued when its task stays in user mode may yet be answered; it is only late.</remarks>
    protected override Violation? Finally(Stitches state) =>
        Judge(state.Promises.Open.Items.Where(open => !state.IsQueued(open)), "has come to its end");

    private static Violation? Judge(IEnumerable<Stitch> open, string fate) => open.FirstOrDefault() is { } lost
        ? new Violation($"{lost.Task} {fate} and {lost.Work} was never called with cookie {lost.Cookie:x}, which a request had returned")
        : null;

    /// <summary>What was promised and not yet kept, what callbacks there were, and which nodes are queued for which task.</summary>
    public sealed record Stitches(Promises Promises, ValueSet<Stitch> Made, ValueSet<(CallbackHead Head, TaskStruct Task)> Queued)
    {
        /// <summary>Whether the work that would keep a promise is queued: the descriptor's own, or that of its task.</summary>
        public bool IsQueued(Stitch open) => Queued.Items.Any(pair => open.Work.OwnHead is { } own ? pair.Head == own : pair.Task == open.Task);
    }
}
