using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>struct unwind_task_info</c> of v4 28/39 to 30/39.</summary>
internal sealed class V4TaskInfo(Machine machine, TaskStruct task) : IModelObject
{
    /// <summary>The cookie of the entry context; 0: none.</summary>
    public KernelU64 Cookie { get; } = new(machine.Architecture, machine.Model.Cell64(task.Name + ".cookie"));

    /// <summary>The cookie that an NMI made; 0: none. 30/39 only.</summary>
    public KernelU64 NmiCookie { get; } = new(machine.Architecture, machine.Model.Cell64(task.Name + ".nmi_cookie"));

    /// <summary>The buffer for the user stack; <c>cache.entries</c> from 29/39 on.</summary>
    public TaskBuffer Entries { get; } = machine.AddBuffer(task.Name + ".entries");

    /// <summary><c>cache.cookie</c>: the cookie of the user stack in <see cref="Entries"/>. From 29/39 on.</summary>
    public KernelU64 CachedCookie { get; } = new(machine.Architecture, machine.Model.Cell64(task.Name + ".cache.cookie"));

    /// <summary><c>cache.nr_entries</c>, as <see cref="UnwindCache.CountOf"/>. From 29/39 on.</summary>
    public Cell CachedCount { get; } = machine.Model.Cell(task.Name + ".cache.nr_entries");
}
