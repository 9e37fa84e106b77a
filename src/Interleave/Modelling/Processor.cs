namespace Interleave;

/// <summary>A processor: of the contexts active on it only the one with the highest level runs.</summary>
public sealed class Processor : IModelObject
{
    internal Processor(string name, int index, Cell active, Cell occupant, Cell mask)
    {
        Name = name;
        Index = index;
        Active = active;
        Occupant = occupant;
        Mask = mask;
    }

    /// <summary>The name shown in traces and schedules.</summary>
    public string Name { get; }

    /// <summary>Position among the model's processors, from 0.</summary>
    public int Index { get; }

    /// <summary>The number (from 1) of the thread that is placed here, or 0.</summary>
    public Cell Occupant { get; }

    /// <summary>Handlers start only while this is less than their <see cref="Handler.MaskedFrom"/>. Processes write it as
    /// a kernel disables interrupts.</summary>
    public Cell Mask { get; }

    /// <summary>Bit L is set while a handler of level L is active here.</summary>
    internal Cell Active { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
