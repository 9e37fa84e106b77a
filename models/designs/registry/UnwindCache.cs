using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>struct unwind_cache</c>: the user stack of an entry context once it was unwound.</summary>
public sealed class UnwindCache : IModelObject
{
    private const uint CutShort = 0x100;

    internal UnwindCache(Machine machine, TaskStruct task)
    {
        Address = machine.Model.Cell(task.Name + ".cache");
        Memory = machine.Model.Region("*" + task.Name + ".cache");
        Count = machine.Model.Cell(task.Name + ".cache.nr", 0, Memory);
        Completed = machine.Model.Cell64(task.Name + ".cache.completed", 0, Memory);
        Entries = machine.Model.Cell64(task.Name + ".cache.entries[]", 0, Memory);
    }

    /// <summary>The pointer to it: 0 for NULL, else 1.</summary>
    public Cell Address { get; }

    /// <summary>Its memory, zeroed when it is allocated: a task allocates it once.</summary>
    public Region Memory { get; }

    /// <summary><c>nr_entries</c>. Beside it the model keeps whether the walk was cut short; no code looks at that.</summary>
    public Cell Count { get; }

    /// <summary><c>unwind_completed</c>: whose callbacks have been made.</summary>
    public Cell64 Completed { get; }

    /// <summary><c>entries</c>, as <see cref="UserTrace.Packed"/>.</summary>
    public Cell64 Entries { get; }

    /// <summary>What is stored to <see cref="Count"/> after a walk.</summary>
    public static uint CountOf(UserTrace stack) => (uint)stack.Count | (stack.Truncated ? CutShort : 0);

    /// <summary>The trace that a callback is handed when <see cref="Count"/> holds <paramref name="count"/>.</summary>
    public UnwindStackTrace Trace(uint count) => Trace(Entries, count);

    /// <summary>The trace of entries that were stored with such a count.</summary>
    internal static UnwindStackTrace Trace(Cell64 entries, uint count) => new(true, entries, (int)(count & ~CutShort), (count & CutShort) != 0);
}
