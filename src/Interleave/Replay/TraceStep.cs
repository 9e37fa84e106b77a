using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>One move of an execution, with what it read and wrote.</summary>
public sealed record TraceStep
{
    /// <summary>The move.</summary>
    public required Move Move { get; init; }

    /// <summary>Whose move it is.</summary>
    public required Process Process { get; init; }

    /// <summary>The processor it happens on, or -1.</summary>
    public required int Processor { get; init; }

    /// <summary>The preemption level it happens at; 0: process or thread.</summary>
    public required int Level { get; init; }

    /// <summary>Where the operation stands in the source; null when a thread is placed.</summary>
    public OperationSite? Site { get; init; }

    /// <summary>The methods that the process is in, outermost first.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The kind of the operation; null when none was executed.</summary>
    public OperationKind? Kind { get; init; }

    /// <summary>What it means that a choice is not the first of its alternatives; <see cref="ChoiceKind.Free"/> for
    /// everything else.</summary>
    public ChoiceKind Choice { get; init; }

    /// <summary>The name of the cell accessed, or null.</summary>
    public string? Cell { get; init; }

    /// <summary>What the cell held before.</summary>
    public ulong Before { get; init; }

    /// <summary>What the cell holds now.</summary>
    public ulong After { get; init; }

    /// <summary>What the operation returned.</summary>
    public ulong Result { get; init; }

    /// <summary>The events that the process emitted with the operation.</summary>
    public IReadOnlyList<object> Events { get; init; } = [];

    /// <summary>The invariants violated with the operation.</summary>
    public IReadOnlyList<InvariantViolation> Violations { get; init; } = [];
}

/// <summary>An invariant that does not hold, and why.</summary>
public sealed record InvariantViolation(string Invariant, string Reason);
