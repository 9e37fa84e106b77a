namespace Interleave.Exploration.Reduced;

/// <summary>What a process may still do from a local state on, as far as its automaton is known: its future footprint.
/// Cells are numbered by <see cref="FutureFootprints"/>.</summary>
internal sealed class Future
{
    /// <summary>Cells that it may read.</summary>
    public BitSet Reads { get; } = new();

    /// <summary>Cells that it may write.</summary>
    public BitSet Writes { get; } = new();

    /// <summary>Those of <see cref="Writes"/> that it may increase. Choices and strikes only use a budget up.</summary>
    public BitSet Raises { get; } = new();

    /// <summary>The lists of events that it may emit.</summary>
    public BitSet Events { get; } = new();

    /// <summary>Local states from which one step leads to this one.</summary>
    public List<uint> Before { get; } = [];

    /// <summary>It may have to wait.</summary>
    public bool Blocks { get; set; }

    /// <summary>It may take its thread off the processor.</summary>
    public bool Leaves { get; set; }

    /// <summary>A reduction of the current pass holds only if this is all that the process may still do.</summary>
    public bool ReliedOn { get; set; }

    /// <summary>Increases whenever the future grows.</summary>
    public int Version { get; private set; }

    /// <summary>Adds what may happen after a step, and what the step emits; false when all that was known.</summary>
    public bool Absorb(Future after, int events)
    {
        var grown = events != 0 && Events.Add(events);
        grown |= Reads.UnionWith(after.Reads);
        grown |= Writes.UnionWith(after.Writes);
        grown |= Raises.UnionWith(after.Raises);
        grown |= Events.UnionWith(after.Events);
        grown |= (after.Blocks && !Blocks) || (after.Leaves && !Leaves);
        Blocks |= after.Blocks;
        Leaves |= after.Leaves;
        Version += grown ? 1 : 0;
        return grown;
    }
}
