using System.CommandLine;
using System.Text.Json;
using Interleave;
using Interleave.Exploration;

namespace Benchmarks.Spin;

/// <summary>How the comparison runs.</summary>
internal sealed record SpinOptions
{
    /// <summary>Runs of each engine unless said otherwise.</summary>
    public const int DefaultPairs = 5;

    public string? Json { get; init; }

    public string? Only { get; init; }

    public int Pairs { get; init; } = DefaultPairs;

    /// <summary>Only models of at least 10 million states, or only smaller ones; null: all.</summary>
    public bool? Large { get; init; }
}

/// <summary>States a second against SPIN, side by side in one run: the same programs, without reduction on either side, and
/// the numbers of states have to be equal.</summary>
internal static class SpinComparison
{
    private const long LargeStates = 10_000_000;

    private static readonly Twin[] Programs =
    [
        new("increments", "N=3 K=5", ["N=3", "K=5"], () => Increments.Build(3, 5)),
        new("increments", "N=4 K=3", ["N=4", "K=3"], () => Increments.Build(4, 3), IsLarge: true),
        new("peterson", "N=4", ["N=4"], () => Twins.Peterson(4)),
        new("philosophers", "N=12", ["N=12"], () => Twins.Philosophers(12)),
        new("philosophers", "N=15", ["N=15"], () => Twins.Philosophers(15), IsLarge: true),
        new("buffer", "N=2 S=2", ["N=2", "S=2"], () => Twins.BoundedBuffer(2, 2)),
        new("buffer", "N=2 S=3", ["N=2", "S=3"], () => Twins.BoundedBuffer(2, 3)),
        new("v4request", "K=3 R=3", ["K=3", "R=3"], () => V4RequestPath.Build(3, 3)),
        new("v4request", "K=8 R=8", ["K=8", "R=8"], () => V4RequestPath.Build(8, 8)),
        new("v4request", "K=17 R=17", ["K=17", "R=17"], () => V4RequestPath.Build(17, 17), IsLarge: true),
    ];

    public static Command Command()
    {
        var json = new Option<string?>("--json") { Description = "Write the rows to this file.", HelpName = "FILE" };
        var only = new Option<string?>("--only") { Description = "One program.", HelpName = "PROGRAM" };
        var pairs = new Option<int>("--pairs") { Description = "Runs of each engine.", HelpName = "N", DefaultValueFactory = _ => SpinOptions.DefaultPairs };
        var large = new Option<bool>("--large") { Description = "Only models of at least 10 million states." };
        var small = new Option<bool>("--small") { Description = "Only smaller ones." };
        var command = new Command("spin", "Compare with SPIN on twin models.") { json, only, pairs, large, small };
        command.SetAction(parsed => Run(new SpinOptions { Json = parsed.GetValue(json), Only = parsed.GetValue(only), Pairs = parsed.GetValue(pairs), Large = parsed.GetValue(large) ? true : parsed.GetValue(small) ? false : null }));
        return command;
    }

    /// <summary>Runs the comparison.</summary>
    /// <returns>The exit code: 0, or 1 when a number of states differs.</returns>
    public static int Run(SpinOptions options)
    {
        if (!SpinRun.IsInstalled)
        {
            Console.Error.WriteLine("spin or gcc is missing: apt-get install spin gcc");
            return 2;
        }

        var rows = new List<SpinRow>();
        Console.WriteLine($"SPIN: {SpinRun.Options}; -w: bits of the number of states and one more. One run of SPIN and of each of ours in turn, {options.Pairs} times; medians.");
        Console.WriteLine($"{"program",-24} {"threads",7} {"states",13} {"SPIN's states",13} {"seconds",8} {"SPIN's",8} {"states/s",12} {"SPIN's",12} {"ratio",6} {"reduced",13} {"its s",7}");
        foreach (var twin in Programs.Where(twin => (options.Only is null || twin.Program == options.Only) && (options.Large ?? twin.IsLarge) == twin.IsLarge))
        {
            foreach (var row in Compare(twin, options.Pairs))
            {
                rows.Add(row);
                Console.WriteLine($"{row.Program + " " + row.Params,-24} {row.Threads,7} {row.States,13:N0} {row.SpinStates,13:N0} {row.Seconds,8:N2} {row.SpinSeconds,8:N2} {row.StatesPerSecond,12:N0} {row.SpinStatesPerSecond,12:N0} {row.Ratio,6:N2} {row.SpinReducedStates,13:N0} {row.SpinReducedSeconds,7:N2}");
            }
        }

        var large = rows.Where(row => row.States >= LargeStates).ToLookup(row => row.Threads, row => row.Ratio);
        foreach (var ratios in large.OrderBy(ratios => ratios.Key))
        {
            Console.WriteLine($"at least 10 million states, {ratios.Key} thread{(ratios.Key == 1 ? "" : "s")}: {ratios.Min():N1} to {ratios.Max():N1} times SPIN's states/s");
        }

        if (options.Json is { } json)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(rows, JsonOptions) + "\n");
        }

        return rows.TrueForAll(row => row.States == row.SpinStates) ? 0 : 1;
    }

    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Runs each engine in turn, so that both meet the same load, and takes the medians.</summary>
    private static IEnumerable<SpinRow> Compare(Twin twin, int pairs)
    {
        var spin = SpinRun.Compile(twin.Program, twin.Definitions, reduced: false);
        var reducing = SpinRun.Compile(twin.Program, twin.Definitions, reduced: true);
        try
        {
            var states = Search(twin, threads: 1).States;
            var hashBits = Math.Clamp(64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)states) + 1, 18, 28);
            int[] threadCounts = Environment.ProcessorCount > 1 ? [1, 2] : [1];
            var spinRuns = new List<(long States, double Seconds)>();
            var ours = threadCounts.ToDictionary(threads => threads, _ => new List<SearchResult>());
            for (var pair = 0; pair < pairs; pair++)
            {
                spinRuns.Add(spin.Search(hashBits));
                foreach (var threads in threadCounts)
                {
                    ours[threads].Add(Search(twin, threads));
                }
            }

            var reduced = reducing.Search(hashBits);
            return [.. threadCounts.Select(threads => Row(twin, threads, ours[threads], spinRuns, reduced))];
        }
        finally
        {
            spin.Delete();
            reducing.Delete();
        }
    }

    private static SpinRow Row(Twin twin, int threads, List<SearchResult> ours, List<(long States, double Seconds)> spin, (long States, double Seconds) reduced)
    {
        // SPIN prints hundredths of a second.
        var ratios = ours.Zip(spin, (one, other) => Rate(one.States, one.Elapsed.TotalSeconds) / Rate(other.States, Math.Max(other.Seconds, 0.01)));
        var (seconds, spinSeconds) = (Median(ours.Select(run => run.Elapsed.TotalSeconds)), Median(spin.Select(run => Math.Max(run.Seconds, 0.01))));
        return new SpinRow(
            twin.Program,
            twin.Parameters,
            ours[0].States,
            spin[0].States,
            seconds,
            spinSeconds,
            Rate(ours[0].States, seconds),
            Rate(spin[0].States, spinSeconds),
            Median(ratios),
            threads,
            reduced.States,
            reduced.Seconds);
    }

    private static SearchResult Search(Twin twin, int threads) =>
        Explore.Search(twin.Build(), new SearchOptions { KeepGraph = false, Threads = threads });

    private static double Rate(long states, double seconds) => states / seconds;

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private sealed record Twin(string Program, string Parameters, string[] Definitions, Func<Model> Build, bool IsLarge = false);

    /// <summary>A row of the JSON file.</summary>
    private sealed record SpinRow(
        string Program,
        string Params,
        long States,
        long SpinStates,
        double Seconds,
        double SpinSeconds,
        double StatesPerSecond,
        double SpinStatesPerSecond,
        double Ratio,
        int Threads,
        long SpinReducedStates,
        double SpinReducedSeconds);
}
