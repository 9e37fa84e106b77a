using Interleave.Exploration;

namespace Interleave.Sampling;

/// <summary>What sampled executions have shown. That nothing is violated in them says nothing of the others.</summary>
public sealed record SampleResult
{
    /// <summary>What was sampled.</summary>
    public required Model Model { get; init; }

    /// <summary>How executions were chosen.</summary>
    public required SamplingStrategy Strategy { get; init; }

    /// <summary>What random numbers were drawn from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Executions run.</summary>
    public required long Runs { get; init; }

    /// <summary>Steps of all of them.</summary>
    public required long Steps { get; init; }

    /// <summary>The longest of them, in steps.</summary>
    public required int LongestRun { get; init; }

    /// <summary>Executions that were cut because they had too many steps.</summary>
    public required long Cut { get; init; }

    /// <summary>For each violated invariant, by its name, the first execution that violates it.</summary>
    public required IReadOnlyDictionary<string, SampledWitness> Witnesses { get; init; }

    /// <summary>Executions that violate an invariant, by its name.</summary>
    public required IReadOnlyDictionary<string, long> Violations { get; init; }

    /// <summary>What was covered.</summary>
    public required SampleCoverage Coverage { get; init; }

    /// <summary>For <see cref="SamplingStrategy.Pct"/>: what the executions promise.</summary>
    public PctBound? Bound { get; init; }

    /// <summary>Loops in which a process waits without changing anything.</summary>
    public required IReadOnlyList<SpinLoop> SpinLoops { get; init; }

    /// <summary>Loops that cut executions were in at their end.</summary>
    public required IReadOnlyList<SpinLoop> EndlessLoops { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>A sampled execution that violates an invariant.</summary>
/// <param name="Run">Its number: with <see cref="SampleOptions.FirstRun"/> it is run again.</param>
/// <param name="Witness">The execution. It is not the simplest one.</param>
public sealed record SampledWitness(long Run, Witness Witness);

/// <summary>What sampled executions have covered.</summary>
/// <param name="States">Distinct states met.</param>
/// <param name="NewStatesLately">How many of these the last tenth of the executions met first: near 0, more of the same will not
/// show much.</param>
/// <param name="LocalStates">Distinct local states of all processes.</param>
/// <param name="LocalSteps">Distinct steps of the local automata: local state and what its operation returned.</param>
/// <param name="NewLocalStepsLately">How many of these the last tenth of the executions took first.</param>
/// <param name="Processes">The same for each process.</param>
public sealed record SampleCoverage(long States, long NewStatesLately, int LocalStates, int LocalSteps, int NewLocalStepsLately, IReadOnlyList<ProcessCoverage> Processes);

/// <summary>What sampled executions have covered of a process.</summary>
/// <param name="Process">The process.</param>
/// <param name="LocalStates">Its distinct local states. Processes that run the same code share theirs.</param>
/// <param name="Operations">Distinct operations in the source that it has come to.</param>
public sealed record ProcessCoverage(Process Process, int LocalStates, int Operations);

/// <summary>What probabilistic concurrency testing promises: an execution finds a given defect that depends on the order of
/// d steps with a probability of at least 1 / (n · k^(d - 1)), times the probability of the values that the defect needs where
/// processes choose or threads are placed.</summary>
/// <param name="Processes">The number of processes, handlers included (n).</param>
/// <param name="Steps">The number of steps that executions were assumed to have at most (k): the longest of some random walks
/// before.</param>
/// <param name="Depth">The depth of the defects (d).</param>
/// <param name="Runs">Executions run.</param>
/// <param name="LongerRuns">Executions that had more than k steps: for defects beyond, the bound is not promised.</param>
public sealed record PctBound(int Processes, int Steps, int Depth, long Runs, long LongerRuns)
{
    /// <summary>The least probability that one execution finds it.</summary>
    public double OneRun => 1 / (Processes * Math.Pow(Steps, Depth - 1));

    /// <summary>The least probability that one of the executions finds it.</summary>
    public double AllRuns => -Math.Exp(Runs * Math.Log(1 - OneRun)) + 1;
}

/// <summary>A loop in the source that executions did not leave.</summary>
/// <param name="Process">The process.</param>
/// <param name="Site">An operation in the loop.</param>
/// <param name="Runs">Executions in which it was met.</param>
public sealed record SpinLoop(Process Process, OperationSite Site, long Runs);
