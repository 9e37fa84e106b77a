using System.Text.Json;
using Interleave;
using Interleave.Exploration;

namespace Benchmarks.Spin;

/// <summary>States a second against SPIN, side by side in one run: the same programs, without reduction on either side, and
/// the numbers of states have to be equal.</summary>
internal static class SpinComparison
{
    private const int Pairs = 5;

    private static readonly Twin[] Programs =
    [
        new("increments", "N=3 K=5", ["N=3", "K=5"], () => Increments.Build(3, 5)),
        new("increments", "N=4 K=3", ["N=4", "K=3"], () => Increments.Build(4, 3)),
        new("peterson", "N=4", ["N=4"], () => Twins.Peterson(4)),
        new("philosophers", "N=12", ["N=12"], () => Twins.Philosophers(12)),
        new("philosophers", "N=15", ["N=15"], () => Twins.Philosophers(15)),
        new("buffer", "N=2 S=2", ["N=2", "S=2"], () => Twins.BoundedBuffer(2, 2)),
        new("buffer", "N=2 S=3", ["N=2", "S=3"], () => Twins.BoundedBuffer(2, 3)),
        new("v4request", "K=3 R=3", ["K=3", "R=3"], () => V4RequestPath.Build(3, 3)),
        new("v4request", "K=8 R=8", ["K=8", "R=8"], () => V4RequestPath.Build(8, 8)),
        new("v4request", "K=17 R=17", ["K=17", "R=17"], () => V4RequestPath.Build(17, 17)),
    ];

    /// <summary>Runs the comparison. Arguments: <c>--json FILE</c>, <c>--only PROGRAM</c>, <c>--pairs N</c>.</summary>
    /// <returns>The exit code: 0, or 1 when a number of states differs.</returns>
    public static int Run(string[] arguments)
    {
        if (!SpinRun.IsInstalled)
        {
            Console.Error.WriteLine("spin or gcc is missing: apt-get install spin gcc");
            return 2;
        }

        var only = ValueOf(arguments, "--only");
        var pairs = ValueOf(arguments, "--pairs") is { } number ? int.Parse(number) : Pairs;
        var rows = new List<SpinRow>();
        Console.WriteLine($"{"program",-24} {"threads",7} {"states",13} {"SPIN's states",13} {"seconds",8} {"SPIN's",8} {"states/s",12} {"SPIN's",12} {"ratio",6}");
        foreach (var twin in Programs.Where(twin => only is null || twin.Program == only))
        {
            foreach (var row in Compare(twin, pairs))
            {
                rows.Add(row);
                Console.WriteLine($"{row.Program + " " + row.Params,-24} {row.Threads,7} {row.States,13:N0} {row.SpinStates,13:N0} {row.Seconds,8:N2} {row.SpinSeconds,8:N2} {row.StatesPerSecond,12:N0} {row.SpinStatesPerSecond,12:N0} {row.Ratio,6:N2}");
            }
        }

        if (ValueOf(arguments, "--json") is { } file)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(rows, JsonOptions) + "\n");
        }

        return rows.TrueForAll(row => row.States == row.SpinStates) ? 0 : 1;
    }

    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Runs each engine in turn, so that both meet the same load, and takes the medians.</summary>
    private static IEnumerable<SpinRow> Compare(Twin twin, int pairs)
    {
        var spin = SpinRun.Compile(twin.Program, twin.Definitions);
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

            return [.. threadCounts.Select(threads => Row(twin, threads, ours[threads], spinRuns))];
        }
        finally
        {
            spin.Delete();
        }
    }

    private static SpinRow Row(Twin twin, int threads, List<SearchResult> ours, List<(long States, double Seconds)> spin)
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
            threads);
    }

    private static SearchResult Search(Twin twin, int threads) =>
        Explore.Search(twin.Build(), new SearchOptions { KeepGraph = false, Threads = threads });

    private static double Rate(long states, double seconds) => states / seconds;

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static string? ValueOf(string[] arguments, string name) =>
        Array.IndexOf(arguments, name) is var index and >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;

    private sealed record Twin(string Program, string Parameters, string[] Definitions, Func<Model> Build);

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
        int Threads);
}
