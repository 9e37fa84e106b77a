namespace Interleave.Kernel;

/// <summary>A user stack as an unwinder sees it: return addresses, innermost first. At most eight, 8 bits each.</summary>
/// <param name="Packed">The addresses, the innermost in the lowest byte.</param>
/// <param name="Count">How many.</param>
/// <param name="Truncated">The walk ended early because user memory could not be read.</param>
public readonly record struct UserTrace(ulong Packed, int Count, bool Truncated = false)
{
    /// <summary>The largest <see cref="Count"/>.</summary>
    public const int MaxCount = 8;

    /// <summary>The address of the first instruction of signal handlers.</summary>
    public const uint SignalHandler = 0x08;

    /// <summary>The trace of a function that was called from where this trace was taken.</summary>
    public UserTrace Interrupted(uint address) => this with { Packed = (Packed << 8) | address, Count = Count + 1 };

    /// <summary>This trace with one more caller.</summary>
    public UserTrace Add(uint address) => this with { Packed = Packed | ((ulong)address << (8 * Count)), Count = Count + 1 };

    /// <summary>Whether an unwinder that saw this saw (a readable part of) <paramref name="stack"/>.</summary>
    public bool IsOf(UserTrace stack) =>
        Packed == stack.Packed && Count == stack.Count
        || (Truncated && Count <= stack.Count && Packed == (stack.Packed & ((1UL << (8 * Count)) - 1)));

    /// <inheritdoc/>
    public override string ToString()
    {
        var addresses = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            addresses.Add($"{Packed >> (8 * i) & 0xFF:x2}");
        }

        return "[" + string.Join('←', addresses) + (Truncated ? "…" : "") + "]";
    }
}

/// <summary>
/// A task's user registers and its stack of frames. Frame number n (from 1) holds the frame pointer of its caller and
/// the return address; frame pointer 0 ends the chain. Only user mode changes it.
/// </summary>
/// <remarks>Frame n lies below frame n-1, as on a stack that grows down, so numbers take the place of addresses.</remarks>
public sealed class UserMemory : IModelObject
{
    private readonly Model model;
    private readonly string name;
    private readonly List<(Cell SavedFramePointer, Cell ReturnAddress)> frames = [];

    internal UserMemory(Model model, string name)
    {
        this.model = model;
        this.name = name;
        InstructionPointer = model.Cell(name + ".user.ip");
        FramePointer = model.Cell(name + ".user.fp");
    }

    /// <summary>The user instruction pointer, as <c>task_pt_regs()</c> has it.</summary>
    public Cell InstructionPointer { get; }

    /// <summary>The user frame pointer, as <c>task_pt_regs()</c> has it.</summary>
    public Cell FramePointer { get; }

    /// <summary>The saved frame pointer in a frame, from 1.</summary>
    public Cell SavedFramePointer(uint frame) => frames[(int)frame - 1].SavedFramePointer;

    /// <summary>The return address in a frame, from 1.</summary>
    public Cell ReturnAddress(uint frame) => frames[(int)frame - 1].ReturnAddress;

    /// <summary>Makes room for frames.</summary>
    internal void Reserve(int depth)
    {
        while (frames.Count < depth)
        {
            var number = frames.Count + 1;
            frames.Add((model.Cell($"{name}.stack[{number}].fp", Model.Uninitialised), model.Cell($"{name}.stack[{number}].ra", Model.Uninitialised)));
        }
    }
}
