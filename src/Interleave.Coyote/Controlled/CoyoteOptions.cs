namespace Interleave.Coyote;

/// <summary>Which of the enabled tasks Coyote lets go next.</summary>
public enum CoyoteStrategy
{
    /// <summary>Any of them, with equal probability.</summary>
    Random,

    /// <summary>The one of the highest priority, which changes at a few random points (PCT); fair in the second half
    /// of the steps, so that loops that wait for others end.</summary>
    Prioritization,

    /// <summary>One that led to states seldom seen before.</summary>
    QLearning,
}

/// <summary>How Coyote tests a model.</summary>
public sealed record CoyoteOptions
{
    /// <summary>The strategy.</summary>
    public CoyoteStrategy Strategy { get; init; } = CoyoteStrategy.Random;

    /// <summary>How many executions.</summary>
    public int Iterations { get; init; } = 100;

    /// <summary>An execution is cut, and not judged, after this many scheduling decisions and choices.</summary>
    public int MaxSteps { get; init; } = 5000;

    /// <summary>The seed of the first execution.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>The invariants whose violation ends an execution, by name; past that of others it goes on. Null: all,
    /// so that the first violation hides what would come after it.</summary>
    public Predicate<string>? Watched { get; init; }

    /// <summary>Stop after the first violation.</summary>
    public bool StopAtFirst { get; init; }

    /// <summary>Begin no further execution after this long; null: never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>What tells the time for <see cref="TimeLimit"/> and <see cref="CoyoteReport.Elapsed"/>; null: the clock on the
    /// wall.</summary>
    public Func<TimeSpan>? Clock { get; init; }

    /// <summary>Called after each execution.</summary>
    public Action<CoyoteRun>? Observe { get; init; }
}
