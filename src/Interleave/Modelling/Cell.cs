namespace Interleave;

/// <summary>A shared 32-bit variable of a model. Every access to it is an operation and so a scheduling point.</summary>
public sealed class Cell : IModelObject
{
    internal Cell(string name, int word, uint initial, Region? region, int perProcessorStride)
    {
        Name = name;
        Word = word;
        Initial = initial;
        Region = region;
        Stride = perProcessorStride;
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>The value before the first step.</summary>
    public uint Initial { get; }

    /// <summary>The memory object that the cell is part of, if it can be freed.</summary>
    public Region? Region { get; }

    /// <summary>Index of the cell in the state vector.</summary>
    internal int Word { get; }

    /// <summary>0, or the distance between the copies of a per-processor cell: the address is computed when the
    /// operation executes, from the processor that the process then runs on.</summary>
    internal int Stride { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A shared 64-bit variable: two adjacent words that one operation accesses together.</summary>
/// <remarks>On a machine without 64-bit stores a process accesses <see cref="Low"/> and <see cref="High"/> instead,
/// which are cells over the same two words.</remarks>
public sealed class Cell64 : IModelObject
{
    internal Cell64(string name, Cell low, Cell high)
    {
        Name = name;
        Low = low;
        High = high;
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>The low 32 bits as a cell of their own.</summary>
    public Cell Low { get; }

    /// <summary>The high 32 bits as a cell of their own.</summary>
    public Cell High { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A piece of memory that can be freed. An operation on one of its cells after that is a violation of
/// <see cref="EngineInvariants.UseAfterFree"/>.</summary>
public sealed class Region : IModelObject
{
    internal Region(string name, Cell freed)
    {
        Name = name;
        Freed = freed;
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>1 once the region has been freed, else 0. A process frees the region by writing it.</summary>
    public Cell Freed { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
