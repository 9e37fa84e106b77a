using System.Numerics;
using Interleave;
using Interleave.Exploration;

namespace Benchmarks.Coyote;

/// <summary>What the exhaustive search takes for a defect.</summary>
internal sealed record SearchMeasurement
{
    private const int Runs = 5;

    /// <summary>States that the search has found when it first meets the violation.</summary>
    public required long StatesUntilFound { get; init; }

    /// <summary>The time until then, in seconds.</summary>
    public required double SecondsUntilFound { get; init; }

    /// <summary>All states.</summary>
    public required long States { get; init; }

    /// <summary>All interleavings; null: infinitely many.</summary>
    public required BigInteger? Interleavings { get; init; }

    /// <summary>The time for all states, the number of interleavings and the simplest counterexample, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Transitions in a second.</summary>
    public required double TransitionsPerSecond { get; init; }

    /// <summary>The clock of the whole comparison: what this process has computed, on all processors, in user and in system
    /// mode. One of Coyote's decisions wakes one thread and puts another to sleep; on a machine that does something else, most
    /// of the time on the wall would be waiting for that.</summary>
    public static TimeSpan ProcessorTime() => Environment.CpuUsage.TotalTime;

    /// <summary>The median of several runs, all after a first one that is not counted.</summary>
    public static SearchMeasurement Of(Defect defect)
    {
        var explored = Explore.All(defect.Build());
        if (!explored.Search.Complete || !explored.Search.Violated.Contains(defect.Invariant))
        {
            throw new InvalidOperationException($"{defect.Name} is not found by a complete search");
        }

        var found = SmallestSearchThatFinds(defect, explored.Search.States);
        return new SearchMeasurement
        {
            StatesUntilFound = found,
            SecondsUntilFound = Median(() => Explore.Search(defect.Build(), Cut(found))),
            States = explored.Search.States,
            Interleavings = explored.Search.Interleavings,
            Seconds = Median(() => Explore.All(defect.Build())),
            TransitionsPerSecond = explored.Search.Transitions / Median(() => Explore.Search(defect.Build())),
        };
    }

    private static SearchOptions Cut(long states) => new() { MaxStates = states, KeepGraph = false };

    /// <summary>The search goes through the states in the same order each time, so cutting it later never finds less.</summary>
    private static long SmallestSearchThatFinds(Defect defect, long states)
    {
        var (low, high) = (0L, states);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Explore.Search(defect.Build(), Cut(middle)).Violated.Contains(defect.Invariant) ? (low, middle) : (middle + 1, high);
        }

        return high;
    }

    private static double Median(Action search)
    {
        var seconds = new double[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var before = ProcessorTime();
            search();
            seconds[i] = (ProcessorTime() - before).TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[Runs / 2];
    }
}
