namespace Interleave.Exploration.Dpor;

/// <summary>An event of an execution: a move as it was executed.</summary>
internal struct EventRecord
{
    /// <summary>The move; see <see cref="MoveKey"/>.</summary>
    public int Key;

    /// <summary>The process that it is a step of; see <see cref="TraceExecutor.ProcessOf"/>.</summary>
    public int Process;

    /// <summary>The processor on which it happens, or -1.</summary>
    public int Processor;

    /// <summary>The level on that processor: 0 for what is not a handler of the processor.</summary>
    public int Level;

    /// <summary>What its order with other events depends on: what it accesses and, where handlers are, what let it happen.</summary>
    public Footprint Footprint;

    /// <summary>What it accesses, without what only nesting is about. Formed in models with handlers only.</summary>
    public Footprint Accesses;

    /// <summary>What it did, for a schedule.</summary>
    public Move Move;

    /// <summary>The invariants that it violates.</summary>
    public ulong Violations;

    /// <summary>A handler struck.</summary>
    public bool Begins;

    /// <summary>A handler returned.</summary>
    public bool Returns;

    /// <summary>Whether it was possible at all depended on what others had done: on a value that it waited for, on a
    /// mask, a budget, a placement or a handler.</summary>
    public bool Conditional;

    /// <summary>What it accesses depends on the value it finds.</summary>
    public bool Compares;

    /// <summary>How many alternatives its choice had; 1: none.</summary>
    public int Alternatives;
}
