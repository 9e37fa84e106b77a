namespace Interleave.Exploration.Dpor;

/// <summary>An event of an execution: a move as it was executed.</summary>
internal struct EventRecord
{
    public int Key;

    /// <summary>Where it happened.</summary>
    public Standing Standing;

    /// <summary>What it accessed.</summary>
    public Footprint Footprint;

    /// <summary>What it did, for a schedule.</summary>
    public Move Move;

    /// <summary>The invariants that it violates.</summary>
    public ulong Violations;

    /// <summary>A handler struck.</summary>
    public bool Begins;

    /// <summary>A handler struck although its strike was asleep, since it may depend on what came after it fell
    /// asleep: 1 + the number of events before that; 0 otherwise.</summary>
    public int AsleepSince;

    /// <summary>A handler returned.</summary>
    public bool Returns;

    /// <summary>Whether it was possible at all depended on what others had done: on a value that it waited for, on a
    /// mask, a budget or a placement.</summary>
    public bool Conditional;

    /// <summary>What it accesses depends on the value it finds.</summary>
    public bool Compares;

    /// <summary>How many alternatives its choice had; 1: none.</summary>
    public int Alternatives;

    /// <summary>The process that it is a step of.</summary>
    public readonly int Process => Standing.Process;
}
