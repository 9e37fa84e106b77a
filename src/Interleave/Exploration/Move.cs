namespace Interleave.Exploration;

/// <summary>What kind of transition.</summary>
public enum MoveKind : byte
{
    /// <summary>A process executes its next operation.</summary>
    Step,

    /// <summary>A handler strikes and executes its first operation.</summary>
    Strike,

    /// <summary>A handler strikes and has to wait at its first operation.</summary>
    StrikeWaiting,

    /// <summary>A thread is placed on a processor.</summary>
    Place,
}

/// <summary>A transition of a model, as a schedule names it.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Process">The index of the process that it happens to.</param>
/// <param name="Value">What a choice returns, or the index of the processor that a thread is placed on; else -1.</param>
public readonly record struct Move(MoveKind Kind, int Process, int Value)
{
    /// <summary>The environment decides whether this happens; no fairness makes it happen.</summary>
    internal bool IsStrike => Kind is MoveKind.Strike or MoveKind.StrikeWaiting;
}
