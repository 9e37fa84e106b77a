using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>When the task whose request set a descriptor's pending mark is back in user mode or gone, the mark is only
/// set if the work is queued or runs: else it stays, and no later request is ever answered. (I9)</summary>
public sealed class PendingStuck : UnwindInvariant<PendingStuck.Marks>
{
    /// <inheritdoc/>
    public override string Invariant => "pending-stuck";

    /// <inheritdoc/>
    public override string Quote => "If the callback is already pending, an error will be returned along with the cookie.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override Marks Start => new(ValueSet<(UnwindWork, TaskStruct)>.Empty, ValueSet<CallbackHead>.Empty, ValueSet<CallbackHead>.Empty, ValueSet<UnwindWork>.Empty);

    /// <inheritdoc/>
    protected override Marks Next(Marks state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case PendingSet set:
                return state with { Pending = state.Pending.RemoveWhere(pair => pair.Work == set.Work).Add((set.Work, set.Task)) };
            case PendingCleared cleared:
                return state with { Pending = state.Pending.RemoveWhere(pair => pair.Work == cleared.Work) };
            case WorkQueued queued:
                return state with { Queued = state.Queued.Add(queued.Head) };
            case WorkUnlinked unlinked:
                return state with { Queued = state.Queued.Remove(unlinked.Head) };
            case WorkStarting starting:
                return state with { Queued = state.Queued.Remove(starting.Head), Running = state.Running.Add(starting.Head) };
            case WorkFinished finished:
                return state with { Running = state.Running.Remove(finished.Head) };
            case CancelStarted started:
                return state with { Cancelling = state.Cancelling.Add(started.Work) };
            case CancelReturned returned:
                return state with { Cancelling = state.Cancelling.Remove(returned.Work) };
            case UserReturned back:
                violation = Judge(state, pair => pair.Task == back.Task);
                return state;
            case TaskGone gone:
                violation = Judge(state, pair => pair.Task == gone.Task);
                return state;
            default:
                return state;
        }
    }

    /// <inheritdoc/>
    protected override Violation? Finally(Marks state) => Judge(state, _ => true);

    private static Violation? Judge(Marks state, Func<(UnwindWork Work, TaskStruct Task), bool> concerned)
    {
        var stuck = state.Pending.Items.FirstOrDefault(pair => concerned(pair) && !state.Queued.Contains(pair.Work.OwnHead!) && !state.Running.Contains(pair.Work.OwnHead!) && !state.Cancelling.Contains(pair.Work));
        return stuck.Work is null ? null : new Violation($"{stuck.Work} is marked pending, but its work is in no list and does not run: every later request is told that a callback is pending");
    }

    /// <summary>Marks with the task whose request set them, nodes that are queued, nodes that run, descriptors being
    /// cancelled.</summary>
    public sealed record Marks(
        ValueSet<(UnwindWork Work, TaskStruct Task)> Pending,
        ValueSet<CallbackHead> Queued,
        ValueSet<CallbackHead> Running,
        ValueSet<UnwindWork> Cancelling);
}
