using Interleave.Exploration.Reduced;

namespace Interleave.Exploration;

/// <summary>How a search runs and when it stops.</summary>
public sealed record SearchOptions
{
    /// <summary>Stop, incomplete, after this many states; null: never.</summary>
    public long? MaxStates { get; init; }

    /// <summary>Stop, incomplete, after this long; null: never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Stop, incomplete, before the process uses more memory than this, in bytes; null: never.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Keep whole states instead of fingerprints, so that no state is missed because another one has the same
    /// fingerprint. The graph is not kept then, and one thread searches. A reduced search keeps fingerprints all the
    /// same.</summary>
    public bool Exact { get; init; }

    /// <summary>Remember a state by three bits in a table of this many bytes, for more states than memory has room for: some
    /// are then taken for others, so the search is never complete; see <see cref="SearchResult.Bitstate"/>. null: by its
    /// fingerprint. The graph is not kept then, and a reduced search ignores this.</summary>
    public long? BitstateBytes { get; init; }

    /// <summary>Keep the graph of the states: needed for the number of interleavings and for livelocks.</summary>
    public bool KeepGraph { get; init; } = true;

    /// <summary>How many threads search. The verdicts, the numbers and the witnesses of a complete search do not depend on
    /// it. A search that keeps the graph, and a reduced one, use one.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Leave out interleavings that differ from others only in the order of independent transitions. All
    /// verdicts but <see cref="EngineInvariants.Terminates"/>, which is not judged, are those of the whole search; the graph
    /// is not kept, so there is no number of interleavings.</summary>
    public Reduction Reduction { get; init; }

    /// <summary>How many of the local steps found are taken again after the search, to see whether they lead to the same. If one
    /// does not, its process is not deterministic, and a <see cref="ModelException"/> names it.</summary>
    public int SelfCheck { get; init; } = 64;

    /// <summary>Called now and then.</summary>
    public Action<SearchProgress>? Progress { get; init; }

    /// <summary>Stops the search, incomplete, when cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>A file to write checkpoints to, from which a search goes on after whatever has ended it; null: none. One is
    /// also written when the search ends or is stopped. A reduced search writes none.</summary>
    public string? CheckpointTo { get; init; }

    /// <summary>How often checkpoints are written.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The checkpoint to go on from; null: begin at the beginning. Numbers and verdicts are those of a search that was
    /// never interrupted. Limits may differ from those it was made with; <see cref="KeepGraph"/>, <see cref="Exact"/> and
    /// <see cref="BitstateBytes"/> may not.</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>For tests: what the search is to do wrong.</summary>
    internal SearchFault Fault { get; init; }

    /// <summary>For benchmarks: what a reduced search is to make use of.</summary>
    internal Savings Savings { get; init; } = Savings.All;
}

/// <summary>What a search leaves out.</summary>
public enum Reduction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Partial-order reduction: in each state only a persistent set of transitions is explored, and states with
    /// a single one of these are passed through without being stored.</summary>
    PartialOrder,
}

/// <summary>How far a search has come.</summary>
/// <param name="States">States found.</param>
/// <param name="Frontier">States found and not yet expanded.</param>
/// <param name="Depth">Operations from the initial state to the states being expanded.</param>
/// <param name="Elapsed">Time since the search began.</param>
public readonly record struct SearchProgress(long States, long Frontier, int Depth, TimeSpan Elapsed)
{
    /// <summary>States found a second, since the search began or went on.</summary>
    public double Rate { get; init; }

    /// <summary>The number of states that the search seems to be heading for; null while there is no telling. Sizes of levels
    /// are drawn on, so it can be wrong by much early on.</summary>
    public long? EstimatedStates { get; init; }

    /// <summary>The time that <see cref="EstimatedStates"/> would still take.</summary>
    public TimeSpan? TimeLeft => EstimatedStates is { } total && Rate > 0 && (total - States) / Rate is var seconds && seconds < TimeSpan.MaxValue.TotalSeconds
        ? TimeSpan.FromSeconds(Math.Max(0, seconds))
        : null;
}
