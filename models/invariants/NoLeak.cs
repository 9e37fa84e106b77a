using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>When a task is gone, so is the memory that was allocated for it. It is allocated once, and before it is
/// written to.</summary>
public sealed class NoLeak : UnwindInvariant<ValueSet<(TaskStruct Task, Region Memory)>>
{
    /// <inheritdoc/>
    public override string Invariant => "no-leak";

    /// <inheritdoc/>
    public override string Quote => "unwind_task_free(): kfree(info->entries)";

    /// <inheritdoc/>
    public override string Source => "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, kernel/unwind/deferred.c";

    /// <inheritdoc/>
    protected override ValueSet<(TaskStruct Task, Region Memory)> Start => ValueSet<(TaskStruct, Region)>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<(TaskStruct Task, Region Memory)> Next(ValueSet<(TaskStruct Task, Region Memory)> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case Allocated allocated:
                violation = state.Contains((allocated.Task, allocated.Memory)) ? new Violation($"{allocated.Memory} is allocated a second time, and nothing points to the first any more") : null;
                return state.Add((allocated.Task, allocated.Memory));
            case Stored stored:
                violation = state.Contains((stored.Task, stored.Memory)) ? null : new Violation($"{stored.Memory} is written to, but it is not allocated");
                return state;
            case Freed freed:
                if (!state.Contains((freed.Task, freed.Memory)))
                {
                    violation = new Violation($"{freed.Memory} is freed, but it is not allocated");
                }

                return state.Remove((freed.Task, freed.Memory));
            case TaskGone gone:
                var leaked = state.Items.FirstOrDefault(pair => pair.Task == gone.Task);
                violation = leaked.Memory is null ? null : new Violation($"{gone.Task} is gone and {leaked.Memory} was never freed");
                return state.RemoveWhere(pair => pair.Task == gone.Task);
            default:
                return state;
        }
    }
}
