using System.Text.Json;
using Interleave.Coyote;

namespace Benchmarks.Coyote;

/// <summary>One defect, by all means.</summary>
internal sealed record DefectRow(Defect Defect, SearchMeasurement Search, IReadOnlyList<StrategyMeasurement> Strategies);

/// <summary>Measures everything in one run, so that all meet the same machine.</summary>
internal sealed class CoyoteComparison(CoyoteLimits limits)
{
    private static readonly CoyoteStrategy[] Strategies = Enum.GetValues<CoyoteStrategy>();

    public int Run(string? only, string? json, string? markdown)
    {
        var defects = Defect.Known.Where(defect => only is null || defect.Name.Contains(only, StringComparison.Ordinal)).ToList();
        if (defects.Count == 0)
        {
            Console.Error.WriteLine($"no defect is called '{only}'; there are {string.Join(", ", Defect.Known.Select(defect => defect.Name))}");
            return 2;
        }

        // Both sides compile what they run before anything is measured.
        _ = Measure(defects[0], limits with { Schedules = Math.Min(limits.Schedules, 200), Seeds = 1 });
        var alone = CoyoteAlone.DecisionsPerSecond();
        var rows = new List<DefectRow>();
        foreach (var defect in defects)
        {
            rows.Add(Measure(defect, limits));
            Console.Error.WriteLine(CoyoteMarkdown.Line(rows[^1]));
        }

        var text = CoyoteMarkdown.Of(rows, limits, alone);
        Console.Out.Write(text);
        if (markdown is not null)
        {
            Document.WriteSection(new FileInfo(markdown), "coyote", text.TrimEnd());
        }

        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(rows.Select(Json), JsonOutput.Options) + "\n");
        }

        return 0;
    }

    private static DefectRow Measure(Defect defect, CoyoteLimits limits)
    {
        var search = SearchMeasurement.Of(defect);
        return new DefectRow(defect, search, [.. Strategies.Select(strategy => StrategyMeasurement.Of(defect, strategy, limits, TimeSpan.FromSeconds(search.Seconds)))]);
    }

    private static object Json(DefectRow row) => new
    {
        design = row.Defect.Design,
        scenario = row.Defect.Scenario,
        invariant = row.Defect.Invariant,
        interleavings = row.Search.Interleavings?.ToString(),
        states = row.Search.States,
        statesUntilFound = row.Search.StatesUntilFound,
        secondsUntilFound = row.Search.SecondsUntilFound,
        seconds = row.Search.Seconds,
        transitionsPerSecond = row.Search.TransitionsPerSecond,
        strategies = row.Strategies.Select(strategy => new
        {
            strategy = strategy.Strategy.ToString(),
            found = strategy.Found,
            seeds = strategy.Seeds,
            schedules = strategy.Schedules,
            seconds = strategy.Seconds,
            gaveUpAfter = strategy.GaveUpAfter,
            interleavingsSeen = strategy.Seen,
            schedulesMeanwhile = strategy.SeenSchedules,
            decisionsPerSecond = strategy.Work.Steps / strategy.Work.Seconds,
        }),
    };
}
