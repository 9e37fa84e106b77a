using Interleave.Coyote;

namespace Benchmarks.Coyote;

/// <summary>What one of Coyote's strategies takes for a defect.</summary>
internal sealed record StrategyMeasurement
{
    /// <summary>The strategy.</summary>
    public required CoyoteStrategy Strategy { get; init; }

    /// <summary>With how many of the seeds it has found the defect.</summary>
    public required int Found { get; init; }

    /// <summary>The seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>The median of the schedules until the defect was found, or until the strategy gave up.</summary>
    public required long Schedules { get; init; }

    /// <summary>The median of the seconds until then.</summary>
    public required double Seconds { get; init; }

    /// <summary>The fewest schedules after which it gave up; 0: it never did.</summary>
    public required long GaveUpAfter { get; init; }

    /// <summary>Different interleavings that it had seen in the time that the search takes for all of them.</summary>
    public required int Seen { get; init; }

    /// <summary>Schedules in that time.</summary>
    public required int SeenSchedules { get; init; }

    /// <summary>Scheduling decisions and choices, and the seconds that they took, in all runs.</summary>
    public required (long Steps, double Seconds) Work { get; init; }

    /// <summary>Measures a strategy.</summary>
    /// <param name="defect">The defect.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="limits">When it gives up.</param>
    /// <param name="whole">How long the search takes for everything.</param>
    public static StrategyMeasurement Of(Defect defect, CoyoteStrategy strategy, CoyoteLimits limits, TimeSpan whole)
    {
        var reports = Enumerable.Range(1, limits.Seeds).Select(seed => ModelUnderCoyote.Test(defect.Build, new CoyoteOptions
        {
            Strategy = strategy,
            Iterations = limits.Schedules,
            TimeLimit = limits.Time,
            Clock = SearchMeasurement.ProcessorTime,
            Seed = (uint)seed * 1_000_000,
            Watched = defect.Invariant.Equals,
            StopAtFirst = true,
        })).ToList();

        // Executions are taken to their ends, past all violations: these are what the search counts.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var window = ModelUnderCoyote.Test(defect.Build, new CoyoteOptions
        {
            Strategy = strategy,
            Iterations = limits.Schedules,
            TimeLimit = whole,
            Clock = SearchMeasurement.ProcessorTime,
            Watched = _ => false,
            Observe = run =>
            {
                if (run.HasEnded)
                {
                    seen.Add(string.Join(' ', run.Moves));
                }
            },
        });
        var gaveUp = reports.Where(report => report.Violating == 0).Select(Count).ToList();
        return new StrategyMeasurement
        {
            Strategy = strategy,
            Found = reports.Count(report => report.Violating > 0),
            Seeds = limits.Seeds,
            Schedules = Median(reports.Select(report => (double)Count(report))) is var schedules ? (long)schedules : 0,
            Seconds = Median(reports.Select(report => report.Elapsed.TotalSeconds)),
            GaveUpAfter = gaveUp.Count == 0 ? 0 : gaveUp.Min(),
            Seen = seen.Count,
            SeenSchedules = window.Judged + window.NotJudged,
            Work = (reports.Sum(report => report.Steps), reports.Sum(report => report.Elapsed.TotalSeconds)),
        };
    }

    private static long Count(CoyoteReport report) => report.Judged + report.NotJudged;

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
