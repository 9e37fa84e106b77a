namespace Interleave.Exploration;

/// <summary>What an exploration of traces found, and what that rests on.</summary>
public sealed record TraceResult
{
    /// <summary>Whether the search came to its end: then an execution of every class was run, and the invariants that are
    /// not violated hold, but for <see cref="EngineInvariants.Terminates"/>, which is not looked at.</summary>
    public required bool Complete { get; init; }

    /// <summary>What cut the search short; null when it was complete.</summary>
    public required string? StoppedBy { get; init; }

    /// <summary>Executions in which every process finished: each of another class.</summary>
    public required long Executions { get; init; }

    /// <summary>Executions that ended with a process that waits for ever: each of another class.</summary>
    public required long Blocked { get; init; }

    /// <summary>Executions that were begun and turned out to be equivalent to others. 0 without handlers when the reduction
    /// is optimal.</summary>
    public required long Redundant { get; init; }

    /// <summary>Steps executed.</summary>
    public required long Steps { get; init; }

    /// <summary>The largest number of steps of an execution.</summary>
    public required int Depth { get; init; }

    /// <summary>The invariants violated, each once. Livelocks are not looked for.</summary>
    public required IReadOnlyList<string> Violated { get; init; }

    /// <summary>An execution that violates an invariant, for each; not the simplest one.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Move>> Witnesses { get; init; }

    /// <summary>Executions without blocked ones by the fewest preemptions of an equivalent one; null unless asked for.</summary>
    public required IReadOnlyList<long>? ByPreemptions { get; init; }

    /// <summary>Whether each word that was accessed counted by itself in deciding what depends on what. If not, some
    /// equivalent executions were taken for different ones.</summary>
    public required bool FootprintsAreExact { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The numbers in one line.</summary>
    public override string ToString() =>
        $"{Executions}/{(Complete ? Executions : "?")} executions, {Redundant} redundant, {Blocked} blocked{(Complete ? "" : $" (stopped by {StoppedBy})")}";
}
