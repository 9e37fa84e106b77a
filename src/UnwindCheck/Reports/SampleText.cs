using System.Globalization;
using Interleave.Sampling;

namespace UnwindCheck.Reports;

/// <summary>What sampled executions have shown, in lines.</summary>
internal static class SampleText
{
    public static void Print(TextWriter output, string name, SampleResult result, IReadOnlyDictionary<string, string> traces)
    {
        output.WriteLine($"{name}: {Numbers.Count(result.Runs, "execution")} by {Strategy(result.Strategy)}, seed {result.Seed}: {Numbers.Count(result.Steps, "step")}, the longest {Numbers.Exact(result.LongestRun)}, {Numbers.Seconds(result.Elapsed)}");
        foreach (var (invariant, path) in traces)
        {
            var (run, witness) = result.Witnesses[invariant];
            output.WriteLine($"  ✗ {invariant}: in {Numbers.Exact(result.Violations[invariant])} of them, first in number {Numbers.Exact(run)} after {Numbers.Count(witness.Moves.Count, "step")}: {path}");
        }

        var coverage = result.Coverage;
        output.WriteLine($"  covered: {Numbers.Count(coverage.States, "state")}, {Numbers.Exact(coverage.NewStatesLately)} of them first in the last tenth of the executions; {Numbers.Count(coverage.LocalSteps, "local step")}, {Numbers.Exact(coverage.NewLocalStepsLately)} of them first in the last tenth");
        output.WriteLine($"  covered of each process: {string.Join(", ", coverage.Processes.Select(process => $"{process.Process} {Numbers.Count(process.LocalStates, "local state")} at {Numbers.Count(process.Operations, "operation")}"))}");
        foreach (var loop in result.SpinLoops)
        {
            output.WriteLine($"  spin loop: {loop.Process} waits at {loop.Site.Member} ({loop.Site.File}:{loop.Site.Line}), in {Numbers.Count(loop.Runs, "execution")}");
        }

        foreach (var loop in result.EndlessLoops)
        {
            output.WriteLine($"  cut: {Numbers.Count(loop.Runs, "execution")} did not end; {loop.Process} went round at {loop.Site.Member} ({loop.Site.File}:{loop.Site.Line})");
        }

        if (result.Bound is { } bound)
        {
            output.WriteLine($"  pct: a defect of depth d = {bound.Depth} is found by one execution with probability 1/(n·k^(d-1)) = {Probability(bound.OneRun)} or more, by these with {Probability(bound.AllRuns)} or more: n = {Numbers.Count(bound.Processes, "process")}, k = {Numbers.Count(bound.Steps, "step")} ({Numbers.Count(bound.LongerRuns, "execution")} had more); where processes choose or threads are placed, times the probability of what it needs");
        }

        output.WriteLine($"NOT exhaustive: {(traces.Count > 0 ? Numbers.Count(traces.Count, "invariant") + " violated" : "nothing violated")} in {Numbers.Count(result.Runs, "sampled execution")}; of the others this says nothing");
    }

    private static string Strategy(SamplingStrategy strategy) => strategy switch
    {
        SamplingStrategy.Pct => "probabilistic concurrency testing",
        SamplingStrategy.Pos => "partial-order sampling",
        _ => "random walks",
    };

    private static string Probability(double value) => value.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
