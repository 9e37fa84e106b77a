using System.CommandLine;
using System.Text.Json;
using Benchmarks.Spin;
using Interleave;
using Interleave.Exploration;

namespace Benchmarks;

/// <summary><c>memory</c>: bytes per state, what a second thread is worth, and how both develop as a program grows.</summary>
internal static class Memory
{
    /// <summary>Strikes and system calls of a model of more than a billion states.</summary>
    private const int Large = 43;

    private static readonly int[] Threads = [1, 2];
    private static readonly int[] RequestPaths = [4, 8, 12, 17, 21];
    private static readonly int[] Philosophers = [11, 12, 13, 14, 15];
    private static readonly int[] Rounds = [3, 4, 5];
    private static readonly JsonSerializerOptions JsonOptions = new(JsonOutput.Options) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Command()
    {
        var json = new Option<string?>("--json") { Description = "Write the rows to this file, as JSON.", HelpName = "FILE" };
        var large = new Option<bool>("--large") { Description = "Only a model of more than a billion states; takes about 14 GB." };
        var command = new Command("memory", "Measure bytes per state, threads and growth.") { json, large };
        command.SetAction(parsed => Run(parsed.GetValue(large), parsed.GetValue(json)));
        return command;
    }

    /// <summary>Runs the searches.</summary>
    /// <returns>The exit code: 0, or 1 when two threads count other states than one.</returns>
    public static int Run(bool large, string? json)
    {
        var rows = new List<Row>();
        Console.WriteLine($"{"program",-24} {"threads",7} {"states",13} {"transitions",13} {"seconds",8} {"states/s",12} {"MB",8} {"bytes/state",11} {"missed",8}");
        foreach (var (name, threads, build) in large ? LargeModel() : Models())
        {
            var result = Explore.Search(build(), new SearchOptions { KeepGraph = false, Threads = threads });
            var row = new Row(name, threads, result.States, result.Transitions, result.Elapsed.TotalSeconds, result.TableBytes!.Value, (double)result.TableBytes / result.States);
            rows.Add(row);
            Console.WriteLine($"{name,-24} {threads,7} {row.States,13:N0} {row.Transitions,13:N0} {row.Seconds,8:N2} {row.States / row.Seconds,12:N0} {row.Bytes / 1e6,8:N0} {row.BytesPerState,11:N1} {result.ExpectedMissedStates,8:0.0e0}");
        }

        Console.WriteLine($"peak working set {System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e9:N2} GB; bytes are those of the fingerprints visited and of the states that wait, at their most");
        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(rows, JsonOptions) + "\n");
        }

        return rows.GroupBy(row => row.Program, StringComparer.Ordinal).All(program => program.Select(row => (row.States, row.Transitions)).Distinct().Count() == 1) ? 0 : 1;
    }

    private static IEnumerable<(string Name, int Threads, Func<Model> Build)> Models()
    {
        List<(string Name, Func<Model> Build)> models =
        [
            .. RequestPaths.Select(count => ($"v4request K={count} R={count}", (Func<Model>)(() => V4RequestPath.Build(count, count)))),
            .. Philosophers.Select(count => ($"philosophers N={count}", (Func<Model>)(() => Twins.Philosophers(count)))),
            .. Rounds.Select(rounds => ($"increments N=3 K={rounds}", (Func<Model>)(() => Increments.Build(3, rounds)))),
        ];
        return from model in models from threads in Threads select (model.Name, threads, model.Build);
    }

    private static IEnumerable<(string Name, int Threads, Func<Model> Build)> LargeModel() =>
        [($"v4request K={Large} R={Large}", Environment.ProcessorCount, () => V4RequestPath.Build(Large, Large))];

    private sealed record Row(string Program, int Threads, long States, long Transitions, double Seconds, long Bytes, double BytesPerState);
}
