using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Interleave;
using Interleave.Tests.Golden;

namespace Benchmarks;

/// <summary>Counts of executions against those that others publish for the same programs, and how fast they are counted.</summary>
internal static class Counts
{
    private const int Runs = 5;

    /// <summary>Executions per second that the two programs below must reach on one core.</summary>
    private const long LeastRate = 100_000;

    private static readonly string[] Tables = ["golden.tsv", "golden-slow.tsv"];

    public static Command Command()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Write the rows to this file, as JSON." };
        var command = new Command("counts", "Count classes of executions, and compare with published counts.") { json };
        command.SetAction(parse => Run(parse.GetValue(json)));
        return command;
    }

    /// <summary>Counts.</summary>
    /// <returns>The exit code: 0, or 1 when a count differs.</returns>
    public static int Run(FileInfo? json)
    {
        var rows = new List<Row>();
        Console.WriteLine($"{"program",-28} {"metric",-36} {"expected",12} {"got",14} {"seconds",8}");
        foreach (var (name, program, metric, expected) in Tables.SelectMany(Published).Where(row => IsAboutExecutions(row.Metric)))
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            var got = Count(program, metric);
            Add(rows, new Row(name, program, metric, expected, got), clock.Elapsed);
        }

        foreach (var (name, program) in new[] { ("big0", Published("golden-slow.tsv").First(row => row.Name == "big0").Program), ("fib_bench+T3(5)", "fib+check(5)") })
        {
            var results = Enumerable.Range(0, Runs).Select(_ => Explore.Traces(GoldenTraces.Model(program))).OrderBy(result => result.Elapsed).ToList();
            var median = results[Runs / 2];
            Console.WriteLine($"{name}: {median}");
            Add(rows, new Row(name, program, "executions_per_second", LeastRate, (long)(median.Executions / median.Elapsed.TotalSeconds)), median.Elapsed);
        }

        var wrong = rows.Count(row => !row.Holds);
        Console.WriteLine($"{rows.Count - wrong} of {rows.Count} rows as published{(wrong == 0 ? "" : $", {wrong} NOT")}; rows that cannot be expressed, and why: tests/Interleave.Tests/golden-not-expressed.tsv");
        if (json is not null)
        {
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(rows.Select(row => new { program = row.Program, @params = row.Text, metric = row.Metric, expected = row.Expected, got = row.Got }), JsonOutput.Options));
        }

        return wrong == 0 ? 0 : 1;
    }

    private static void Add(List<Row> rows, Row row, TimeSpan elapsed)
    {
        rows.Add(row);
        Console.WriteLine($"{row.Program,-28} {row.Metric,-36} {row.Expected,12:N0} {row.Got,14:N0} {elapsed.TotalSeconds,8:N2}{(row.Holds ? "" : "  DIFFERS")}");
    }

    private static bool IsAboutExecutions(string metric) => GoldenTraces.Knows(metric) || metric.EndsWith("interleavings", StringComparison.Ordinal);

    private static long Count(string program, string metric) => GoldenTraces.Knows(metric)
        ? GoldenTraces.Count(program, metric)
        : (long)(Explore.All(GoldenTraces.Model(program, metric.Contains("must", StringComparison.Ordinal))).Search.Interleavings ?? -1);

    private static IEnumerable<(string Name, string Program, string Metric, long Value)> Published(string table)
    {
        using var stream = typeof(Counts).Assembly.GetManifestResourceStream(table)!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            yield return (columns[0], columns[1], columns[2], long.Parse(columns[3], CultureInfo.InvariantCulture));
        }
    }

    private sealed record Row(string Program, string Text, string Metric, long Expected, long Got)
    {
        /// <summary>A rate may be higher than what is asked for; a count may not.</summary>
        public bool Holds => Metric == "executions_per_second" ? Got >= Expected : Got == Expected;
    }
}
