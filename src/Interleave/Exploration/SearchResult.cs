using System.Numerics;

namespace Interleave.Exploration;

/// <summary>What an exhaustive search found, and what that rests on.</summary>
public sealed record SearchResult
{
    /// <summary>Whether every reachable state was expanded.</summary>
    public required bool Complete { get; init; }

    /// <summary>What cut the search short; null when it was complete.</summary>
    public required string? StoppedBy { get; init; }

    /// <summary>What the search left out. After a reduced one, <see cref="States"/> are the states stored,
    /// <see cref="Transitions"/> and <see cref="Expanded"/> those of its last pass, and <see cref="Depth"/> counts runs of
    /// transitions between stored states.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>The states visited: those stored and, in a reduced search, those that it passes through. When there are more of
    /// these than it can remember, one that is met again counts again.</summary>
    public required long Expanded { get; init; }

    /// <summary>How often the search was run: a reduced one starts again when it finds that a process does more than it
    /// has relied on.</summary>
    public int Passes { get; init; } = 1;

    /// <summary>Distinct states found.</summary>
    public required long States { get; init; }

    /// <summary>Transitions executed.</summary>
    public required long Transitions { get; init; }

    /// <summary>The largest number of operations that it takes at least to reach a state found.</summary>
    public required int Depth { get; init; }

    /// <summary>Every execution up to this many operations was examined.</summary>
    public required int CompleteDepth { get; init; }

    /// <summary>The invariants violated, each once.</summary>
    public required IReadOnlyList<string> Violated { get; init; }

    /// <summary>The number of maximal executions; null when it is infinite (the state graph has a cycle), when the
    /// search was cut, or when the graph was not kept.</summary>
    public required BigInteger? Interleavings { get; init; }

    /// <summary>Whether the state graph has a cycle, fair or not; false when the graph was not kept.</summary>
    public required bool HasCycle { get; init; }

    /// <summary>Whole states were kept: none can be missed.</summary>
    public bool Exact { get; init; }

    /// <summary>What a bitstate search has covered; null for others.</summary>
    public BitstateCoverage? Bitstate { get; init; }

    /// <summary>Invariants that were not judged, or of which only violations are known that such a search sees: livelocks need the
    /// graph.</summary>
    public IReadOnlyList<string> Unjudged { get; init; } = [];

    /// <summary>After a search that was cut: where a number seems to grow without end, if local states say so.</summary>
    public LocalStateHint? Hint { get; init; }

    /// <summary>Why the last checkpoint could not be written; null when all were.</summary>
    public string? CheckpointProblem { get; init; }

    /// <summary>Expected number of states missed because another one has the same fingerprint.</summary>
    public double ExpectedMissedStates => Exact ? 0 : Fingerprint.ExpectedMissed(Math.Max(States, Expanded));

    /// <summary>Distinct local states of all processes.</summary>
    public required int LocalStates { get; init; }

    /// <summary>Memory of the table of visited states and of the states that wait to be expanded, at its most, in bytes; null
    /// where it is not measured.</summary>
    public long? TableBytes { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>What a bitstate search has covered.</summary>
/// <param name="States">States found.</param>
/// <param name="ExpectedMissed">How many were expected to be taken for others that had been found. What only these lead to comes on
/// top and cannot be known.</param>
/// <param name="HashFactor">Bits of the table for each state found.</param>
/// <param name="Bytes">Memory of the table.</param>
public sealed record BitstateCoverage(long States, double ExpectedMissed, double HashFactor, long Bytes)
{
    /// <summary>The share of the states met that were told from all others, from 0 to 1.</summary>
    public double Estimate => States / (States + ExpectedMissed);
}
