using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>When a task is gone, so is the memory that was allocated for it, and nobody writes to the task any more. Memory is
/// allocated once, and before it is used.</summary>
public sealed class NoLeak : UnwindInvariant<NoLeak.Memories>
{
    /// <inheritdoc/>
    public override string Invariant => "no-leak";

    /// <inheritdoc/>
    public override string Quote => "unwind_task_free(): kfree(info->entries)";

    /// <inheritdoc/>
    public override string Source => "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, kernel/unwind/deferred.c";

    /// <inheritdoc/>
    protected override Memories Start => new(ValueSet<(TaskStruct, Region)>.Empty, ValueSet<TaskStruct>.Empty);

    /// <inheritdoc/>
    protected override Memories Next(Memories state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case Allocated allocated:
                violation = state.Has(allocated.Task, allocated.Memory) ? new Violation($"{allocated.Memory} is allocated a second time, and nothing points to the first any more") : null;
                return state with { Allocated = state.Allocated.Add((allocated.Task, allocated.Memory)) };
            case Stored stored:
                violation = state.Has(stored.Task, stored.Memory) ? null : new Violation($"{stored.Memory} is written to, but it is not allocated");
                return state;
            case Loaded loaded:
                violation = state.Has(loaded.Task, loaded.Memory) ? null : new Violation($"{loaded.Memory} is read, but it is not allocated");
                return state;
            case Freed freed:
                violation = state.Has(freed.Task, freed.Memory) ? null : new Violation($"{freed.Memory} is freed, but it is not allocated");
                return state with { Allocated = state.Allocated.Remove((freed.Task, freed.Memory)) };
            case MaskBitsCleared cleared:
                violation = state.Gone.Contains(cleared.Task) ? new Violation($"{cleared.Task}'s mask is written to, but the task is freed") : null;
                return state;
            case TaskGone gone:
                var leaked = state.Allocated.Items.FirstOrDefault(pair => pair.Task == gone.Task);
                violation = leaked.Memory is null ? null : new Violation($"{gone.Task} is gone and {leaked.Memory} was never freed");
                return new Memories(state.Allocated.RemoveWhere(pair => pair.Task == gone.Task), state.Gone.Add(gone.Task));
            default:
                return state;
        }
    }

    /// <summary>What is allocated for whom, and who is gone.</summary>
    public sealed record Memories(ValueSet<(TaskStruct Task, Region Memory)> Allocated, ValueSet<TaskStruct> Gone)
    {
        internal bool Has(TaskStruct task, Region memory) => Allocated.Contains((task, memory));
    }
}
