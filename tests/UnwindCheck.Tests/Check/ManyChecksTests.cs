using System.Globalization;
using System.Text.RegularExpressions;
using UnwindCheck.Models;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>Many checks at once.</summary>
public sealed partial class ManyChecksTests(SharedRuns runs)
{
    [Fact]
    public async Task It_exits_with_1_because_some_designs_are_violated() => (await runs.Many).Outcome.Ended(1);

    [Fact]
    public async Task The_matrix_has_every_design_and_every_scenario()
    {
        var lines = (await runs.Many).Outcome.Lines;
        var header = lines.First(line => line.Length > 0).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["scenario", .. SharedRuns.Designs, "states", "interleavings", "time"], header);
        Assert.Equal(SharedRuns.Scenarios, Matrix.Parse((await runs.Many).Outcome).Select(row => row.Scenario));
    }

    [Fact]
    public async Task Every_design_is_checked_in_every_scenario_when_none_is_chosen() => Assert.Equal(
        DesignCatalogue.All.SelectMany(design => ScenarioCatalogue.All.Where(static scenario => !scenario.Large).Select(scenario => (design.Name, scenario.Name))),
        (await runs.Cut).Report.Results.Select(result => (result.Design, result.Scenario)));

    [Fact]
    public async Task The_last_line_says_that_the_search_was_exhaustive() => Assert.Matches(Exhaustive(), (await runs.Many).Outcome.LastLine);

    [Fact]
    public async Task It_says_where_the_traces_are() => Assert.Contains((await runs.Many).Outcome.Lines, static line => line.Contains("traces/DESIGN.SCENARIO.INVARIANT.trace.json", StringComparison.Ordinal));

    [Fact]
    public async Task A_pipe_gets_neither_escapes_nor_progress()
    {
        var output = (await runs.Many).Outcome.Output;
        Assert.DoesNotContain('\e', output);
        Assert.DoesNotContain('\r', output);
        Assert.DoesNotContain('\b', output);
        Assert.DoesNotContain("searches done", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_writes_traces_and_nothing_else()
    {
        var run = await runs.Many;
        Assert.NotEmpty(run.Traces);
        Assert.Equal(run.Entries, run.Traces.Prepend("traces"));
    }

    [Fact]
    public async Task It_writes_a_trace_for_every_violation_of_the_report() => Assert.Equal(
        (await runs.ManyInJson).Report.Results.SelectMany(result => result.Violations).Select(violation => violation.Trace).Order(StringComparer.Ordinal),
        (await runs.Many).Traces);

    [Fact]
    public async Task It_says_the_same_each_time() => Assert.Equal(
        WithoutTimes((await runs.Many).Outcome.Output),
        WithoutTimes((await runs.ManyInJson).Outcome.Output));

    [Fact]
    public async Task It_writes_the_same_traces_each_time()
    {
        var (one, other) = (await runs.Many, await runs.ManyInJson);
        Assert.Equal(one.Traces, other.Traces);
        Assert.All(one.Traces, trace => Assert.Equal(one.Read(trace), other.Read(trace)));
    }

    [Fact]
    public async Task The_last_line_adds_up_the_report()
    {
        var line = Exhaustive().Match((await runs.ManyInJson).Outcome.LastLine);
        var results = (await runs.ManyInJson).Report.Results;
        var counted = results.Where(result => result.Interleavings is not null).ToList();
        Assert.Equal(Grouped(results.Sum(result => result.States)), line.Groups["states"].Value);
        Assert.Equal(Grouped(counted.Aggregate(System.Numerics.BigInteger.Zero, (sum, result) => sum + result.Interleavings!.Value)), line.Groups["interleavings"].Value);
        Assert.Equal(Grouped(results.Count - counted.Count), line.Groups["cyclic"].Value);
        Assert.Equal(results.Sum(result => result.CollisionProbability).ToString("0e-0", CultureInfo.InvariantCulture), line.Groups["missed"].Value);
    }

    private static string Grouped(System.Numerics.BigInteger number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string WithoutTimes(string output) => Time().Replace(output, "");

    [GeneratedRegex(@"^exhaustive: (?<states>[0-9,]+) states, (?<interleavings>[0-9,]+) interleavings \(and infinitely many in (?<cyclic>[0-9,]+) searches with a cycle\), depth [0-9]+, expected missed states (?<missed>[0-9]e-[0-9]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Exhaustive();

    [GeneratedRegex(@" +(time|[0-9]+\.[0-9]{2} s) *$|─+| +$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();
}
