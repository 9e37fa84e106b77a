namespace Interleave.Exploration.Dpor;

/// <summary>An event of an execution: a move as it was executed.</summary>
internal struct EventRecord
{
    public int Key;

    /// <summary>The process that it is a step of; a placement is a step of the thread that is placed.</summary>
    public int Process;

    /// <summary>What it accessed.</summary>
    public Footprint Footprint;

    /// <summary>What it did, for a schedule.</summary>
    public Move Move;

    /// <summary>The invariants that it violates.</summary>
    public ulong Violations;

    /// <summary>The processor on which it happened, or -1.</summary>
    public int Processor;

    /// <summary>The level on that processor: 0 for what is not a handler of the processor.</summary>
    public int Level;

    /// <summary>The thread that it is a step of, or of a handler on top of, by number; -1: none.</summary>
    public int Thread;

    /// <summary>The level on top of that thread.</summary>
    public int ThreadLevel;

    /// <summary>A handler struck.</summary>
    public bool Begins;

    /// <summary>A handler returned.</summary>
    public bool Returns;

    /// <summary>Whether it was possible at all depended on what others had done: on a value that it waited for, on a
    /// mask, a budget or a placement.</summary>
    public bool Conditional;

    /// <summary>What it accesses depends on the value it finds.</summary>
    public bool Compares;

    /// <summary>How many alternatives its choice had; 1: none.</summary>
    public int Alternatives;
}
