using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>A task-work node is in at most one list, once. (I8)</summary>
public sealed class ListOnce : UnwindInvariant<ValueSet<(CallbackHead Head, TaskStruct Task)>>
{
    /// <inheritdoc/>
    public override string Invariant => "list-once";

    /// <inheritdoc/>
    public override string Quote => "Avoid duplicate unwinds, whether called multiple times by the same caller or by different callers.";

    /// <inheritdoc/>
    public override string Source => Sources.CommitMessage + "; a node that is added twice corrupts the list of kernel/task_work.c";

    /// <inheritdoc/>
    protected override ValueSet<(CallbackHead Head, TaskStruct Task)> Start => ValueSet<(CallbackHead, TaskStruct)>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<(CallbackHead Head, TaskStruct Task)> Next(ValueSet<(CallbackHead Head, TaskStruct Task)> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case WorkQueued queued:
                var there = state.Items.FirstOrDefault(pair => pair.Head == queued.Head);
                if (there.Head is not null)
                {
                    violation = new Violation($"{queued.Head} is added to the list of {queued.Task} while it is in the list of {there.Task}");
                }

                return state.Add((queued.Head, queued.Task));
            case WorkUnlinked unlinked:
                return state.RemoveWhere(pair => pair.Head == unlinked.Head);
            case WorkStarting starting:
                return state.RemoveWhere(pair => pair.Head == starting.Head);
            default:
                return state;
        }
    }
}
