using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>struct unwind_task_info</c> of v2 and v3.</summary>
public sealed class V3TaskInfo : IModelObject
{
    internal V3TaskInfo(Machine machine, TaskStruct task, ITaskWorkFunction function, int slots)
    {
        Work = machine.AddHead(task.Name + ".unwind", function, null);
        Cookie = new KernelU64(machine.Architecture, machine.Model.Cell64(task.Name + ".ctx_cookie"));
        Pending = machine.Model.Cell(task.Name + ".pending_callbacks");
        LastCookies = [.. Enumerable.Range(0, slots).Select(i => new KernelU64(machine.Architecture, machine.Model.Cell64($"{task.Name}.last_cookies[{i}]")))];
        Privates = [.. Enumerable.Range(0, slots).Select(i => machine.Model.Cell($"{task.Name}.privs[{i}]"))];
        WorkPending = machine.Model.Cell(task.Name + ".work_pending");
        Entries = machine.AddBuffer(task.Name + ".entries");
        CachedCookie = new KernelU64(machine.Architecture, machine.Model.Cell64(task.Name + ".cached_cookie"));
        CachedCount = machine.Model.Cell(task.Name + ".cached_nr");
    }

    /// <summary>The task-work node.</summary>
    public CallbackHead Work { get; }

    /// <summary>The cookie of the entry context; 0: none.</summary>
    public KernelU64 Cookie { get; }

    /// <summary>Who is to be called, a bit for each slot.</summary>
    public Cell Pending { get; }

    /// <summary>The cookie that the last request of each slot was told.</summary>
    public IReadOnlyList<KernelU64> LastCookies { get; }

    /// <summary>The data of the last request of each slot, as a <see cref="V3Callback.Number"/>; 0 for NULL.</summary>
    public IReadOnlyList<Cell> Privates { get; }

    /// <summary>Whether the task work is queued, where a variable says so.</summary>
    public Cell WorkPending { get; }

    /// <summary>The buffer for the user stack.</summary>
    public TaskBuffer Entries { get; }

    /// <summary>The cookie of the user stack in <see cref="Entries"/>, where that is kept.</summary>
    public KernelU64 CachedCookie { get; }

    /// <summary>Its length, as <see cref="UnwindCache.CountOf"/>.</summary>
    public Cell CachedCount { get; }
}
