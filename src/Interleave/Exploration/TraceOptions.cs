namespace Interleave.Exploration;

/// <summary>Which executions <see cref="Explore.Traces"/> runs of those that are equivalent.</summary>
public enum TraceReduction
{
    /// <summary>Exactly one execution of each class: source sets and wakeup trees (Abdulla, Aronis, Jonsson, Sagonas, POPL
    /// 2014 and JACM 2017). In models with handlers some classes may be executed more than once; each counts once.</summary>
    Optimal,

    /// <summary>Source sets and sleep sets only: no class twice, but executions are begun that turn out to be redundant.
    /// For models without handlers and threads.</summary>
    Source,
}

/// <summary>How traces are explored and when that stops.</summary>
public sealed record TraceOptions
{
    /// <summary>The algorithm.</summary>
    public TraceReduction Reduction { get; init; } = TraceReduction.Optimal;

    /// <summary>Monitors see events. Then two steps that emit events are dependent, and an execution of each order is
    /// run. Otherwise monitors are not asked, and nothing is said about their invariants.</summary>
    public bool WatchMonitors { get; init; } = true;

    /// <summary>Count the classes by the fewest preemptions of an execution in them.</summary>
    public bool CountPreemptions { get; init; }

    /// <summary>Stop, incomplete, after this many executions; null: never.</summary>
    public long? MaxExecutions { get; init; }

    /// <summary>Cut executions off, incomplete, after this many steps. A program that need not end has executions without
    /// an end, and no search that remembers no states gets through them.</summary>
    public int MaxSteps { get; init; } = 10_000;

    /// <summary>Stop, incomplete, after this long; null: never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Stops the search, incomplete, when cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Called with the moves of each execution that is not redundant. In models with handlers or waiting operations the
    /// search may begin anew when it finds out more about them; the executions are then reported again.</summary>
    public Action<IReadOnlyList<Move>>? Executed { get; init; }

    /// <summary>For tests of the tests: what to get wrong.</summary>
    internal TraceFault Fault { get; init; }

    /// <summary>For tests: called with the state at the end of each execution.</summary>
    internal Action<uint[]>? Ended { get; init; }

    /// <summary>For tests: called when everything is explored once more.</summary>
    internal Action? Restarted { get; init; }
}

/// <summary>Mistakes that the test suite must notice.</summary>
internal enum TraceFault
{
    None,

    /// <summary>Writes are missing from footprints when they store what was there before.</summary>
    SmallFootprint,

    /// <summary>A sleeping move wakes up one event too late.</summary>
    LateWakeUp,

    /// <summary>A waiting operation that is not enabled in the end takes part in no race.</summary>
    LostWakeUp,
}
