using Interleave.Exploration;

namespace Interleave.Sampling;

/// <summary>How <see cref="Explore.Sample(Model, SampleOptions?)"/> chooses executions.</summary>
public enum SamplingStrategy
{
    /// <summary>A random walk: each process that can step is as likely to be next as any other.</summary>
    Random,

    /// <summary>Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010): random priorities,
    /// lowered at <see cref="SampleOptions.Depth"/> - 1 random steps. Its chance of finding a defect has a lower bound.</summary>
    Pct,

    /// <summary>Partial-order sampling (Yuan, Yang and Gu, CAV 2018): a random priority for each step that is pending, drawn again
    /// after a step that it races with, so that rare orders of racing steps are not as rare as in a random walk.</summary>
    Pos,
}

/// <summary>Which executions to sample, and how many.</summary>
public sealed record SampleOptions
{
    /// <summary>How executions are chosen.</summary>
    public SamplingStrategy Strategy { get; init; } = SamplingStrategy.Pct;

    /// <summary>How many executions to run.</summary>
    public long Runs { get; init; } = 10_000;

    /// <summary>What all random numbers are drawn from. The same seed and options run the same executions.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The number of the first execution, from 0: with <see cref="Runs"/> 1 a single one is run again.</summary>
    public long FirstRun { get; init; }

    /// <summary>For <see cref="SamplingStrategy.Pct"/>: how many orderings of steps the defects looked for need (d), from 1.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>An execution is cut after this many steps.</summary>
    public int MaxSteps { get; init; } = 10_000;

    /// <summary>Stop after this long; null: never.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Stop at the first execution that violates an invariant.</summary>
    public bool StopAtViolation { get; init; }

    /// <summary>How many of the local steps found are taken again at the end, to see whether they lead to the same; see
    /// <see cref="SearchOptions.SelfCheck"/>.</summary>
    public int SelfCheck { get; init; } = 64;

    /// <summary>Stops the sampling when cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Called now and then with the number of executions done.</summary>
    public Action<long>? Progress { get; init; }
}
