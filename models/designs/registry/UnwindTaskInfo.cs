using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>struct unwind_task_info</c> of the designs that keep a list of all tracers.</summary>
public sealed class UnwindTaskInfo : IModelObject
{
    internal UnwindTaskInfo(Machine machine, TaskStruct task, ITaskWorkFunction function)
    {
        Work = machine.AddHead(task.Name + ".unwind", function, null);
        Mask = machine.Model.Cell64(task.Name + ".unwind_mask");
        Pending = machine.Model.Cell(task.Name + ".pending");
        Cache = new UnwindCache(machine, task);
    }

    /// <summary>The task-work node.</summary>
    public CallbackHead Work { get; }

    /// <summary>Who asked.</summary>
    public Cell64 Mask { get; }

    /// <summary>Whether the task work is queued, in designs that have a variable for that.</summary>
    public Cell Pending { get; }

    /// <summary>The user stack of the entry context.</summary>
    public UnwindCache Cache { get; }
}
