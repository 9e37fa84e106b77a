using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>When the task whose request set a descriptor's pending mark is back in user mode or gone, the mark is only
/// set if the work is queued or runs: else it stays, and no later request is ever answered. The same goes for a task's own
/// pending mark when the task is back in user mode. (I9)</summary>
public sealed class PendingStuck : UnwindInvariant<PendingStuck.Marks>
{
    /// <inheritdoc/>
    public override string Invariant => "pending-stuck";

    /// <inheritdoc/>
    public override string Quote => "If the callback is already pending, an error will be returned along with the cookie.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override Marks Start => new(ValueSet<(UnwindWork, TaskStruct)>.Empty, ValueSet<CallbackHead>.Empty, ValueSet<CallbackHead>.Empty, ValueSet<(UnwindWork, int)>.Empty, ValueSet<TaskStruct>.Empty, ValueSet<(TaskStruct, CallbackHead)>.Empty);

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
            case KeptInTask { Part: ContextPart.PendingMark } kept:
                return state with { Tasks = state.Tasks.Add(kept.Task) };
            case ForgottenInTask { Part: ContextPart.PendingMark } forgotten:
                return state with { Tasks = state.Tasks.Remove(forgotten.Task) };
            case WorkQueued queued:
                return state with { Queued = state.Queued.Add(queued.Head), Owed = state.Owed.Add((queued.Task, queued.Head)) };
            case WorkUnlinked unlinked:
                return state with { Queued = state.Queued.Remove(unlinked.Head), Owed = state.Owed.Remove((unlinked.Task, unlinked.Head)) };
            case WorkStarting starting:
                return state with { Queued = state.Queued.Remove(starting.Head), Running = state.Running.Add(starting.Head) };
            case WorkFinished finished:
                return state with { Running = state.Running.Remove(finished.Head), Owed = state.Owed.Remove((finished.Task, finished.Head)) };
            case CancelStarted started:
                return state with { Cancelling = state.Cancelling.AddOne(started.Work) };
            case CancelReturned returned:
                return state with { Cancelling = state.Cancelling.RemoveOne(returned.Work) };
            case UserReturned back:
                violation = Judge(state, pair => pair.Task == back.Task) ?? JudgeTasks(state, task => task == back.Task);
                return state;
            case TaskGone gone:
                violation = Judge(state, pair => pair.Task == gone.Task);
                return state with { Tasks = state.Tasks.Remove(gone.Task), Owed = state.Owed.RemoveWhere(pair => pair.Task == gone.Task) };
            default:
                return state;
        }
    }

    /// <inheritdoc/>
    protected override Violation? Finally(Marks state) => Judge(state, _ => true) ?? JudgeTasks(state, _ => true);

    private static Violation? Judge(Marks state, Func<(UnwindWork Work, TaskStruct Task), bool> concerned)
    {
        var stuck = state.Pending.Items.FirstOrDefault(pair => concerned(pair) && !state.Queued.Contains(pair.Work.OwnHead!) && !state.Running.Contains(pair.Work.OwnHead!) && !state.Cancelling.Has(pair.Work));
        return stuck.Work is null ? null : new Violation($"{stuck.Work} is marked pending, but its work is in no list and does not run: every later request is told that a callback is pending");
    }

    private static Violation? JudgeTasks(Marks state, Func<TaskStruct, bool> concerned)
    {
        var stuck = state.Tasks.Items.FirstOrDefault(task => concerned(task) && !state.Owed.Items.Any(pair => pair.Task == task));
        return stuck is null ? null : new Violation($"{stuck} is marked pending, but its work is in no list and does not run: every later request is told that a callback is pending");
    }

    /// <summary>Marks with the task whose request set them, nodes that are queued, nodes that run, descriptors being
    /// cancelled; tasks that are marked themselves, and nodes of each task that are queued or run.</summary>
    public sealed record Marks(
        ValueSet<(UnwindWork Work, TaskStruct Task)> Pending,
        ValueSet<CallbackHead> Queued,
        ValueSet<CallbackHead> Running,
        ValueSet<(UnwindWork Work, int Number)> Cancelling,
        ValueSet<TaskStruct> Tasks,
        ValueSet<(TaskStruct Task, CallbackHead Head)> Owed);
}
