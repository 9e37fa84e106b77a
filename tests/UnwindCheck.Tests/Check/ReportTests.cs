using System.Globalization;
using System.Numerics;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>What <c>--json</c> writes.</summary>
public sealed class ReportTests(SharedRuns runs) : ProgramTest
{
    [Fact]
    public async Task It_has_the_version_of_the_program()
    {
        var version = (await Run("--version")).Ended(0).Lines[0].Split('+')[0];
        Assert.Equal(version, (await runs.ManyInJson).Report.Version);
    }

    [Fact]
    public async Task It_has_a_result_for_each_design_in_each_scenario() => Assert.Equal(
        SharedRuns.Designs.SelectMany(design => SharedRuns.Scenarios.Select(scenario => (design, scenario))),
        (await runs.ManyInJson).Report.Results.Select(result => (result.Design, result.Scenario)));

    [Fact]
    public async Task A_complete_search_is_violated_or_holds() => Assert.All(
        (await runs.ManyInJson).Report.Results,
        result => Assert.Equal(result.Violations.Count > 0 ? "violated" : "holds", result.Verdict));

    [Fact]
    public async Task Its_numbers_are_those_of_the_matrix()
    {
        var run = await runs.ManyInJson;
        Assert.All(Matrix.Parse(run.Outcome), row =>
        {
            var results = run.Report.Results.Where(result => result.Scenario == row.Scenario).ToList();
            Assert.Equal(results.Select(result => result.Verdict == "holds" ? '✓' : '✗'), row.Cells.Select(cell => cell[0]));
            Assert.Equal(results.Select(result => result.Violations.Count), row.Cells.Select(cell => cell.Count(char.IsAsciiLetterOrDigit)));
            Assert.Equal(Grouped(results.Sum(result => result.States)), row.States);
            var interleavings = results.Exists(result => result.Interleavings is null) ? (BigInteger?)null
                : results.Aggregate(BigInteger.Zero, (sum, result) => sum + result.Interleavings!.Value);
            Assert.Equal(interleavings is not { } number ? "∞" : number < 1_000_000_000 ? Grouped(number) : number.ToString("0.0e0", CultureInfo.InvariantCulture), row.Interleavings);
        });
    }

    [Fact]
    public async Task Its_violations_are_those_of_the_second_table()
    {
        var run = await runs.ManyInJson;
        foreach (var invariant in run.Report.Results.SelectMany(result => result.Violations).Select(violation => violation.Invariant).Distinct())
        {
            var line = Assert.Single(run.Outcome.Lines, line => line.TrimStart().Split(' ').ElementAtOrDefault(1) == invariant);
            var breakers = run.Report.Results.Where(result => result.Violations.Any(violation => violation.Invariant == invariant)).GroupBy(result => result.Design);
            Assert.EndsWith("  " + string.Join(", ", breakers.Select(design => $"{design.Key} ×{design.Count()}")), line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_violation_has_the_numbers_of_its_trace()
    {
        var run = await runs.ManyInJson;
        Assert.All(run.Report.Results.SelectMany(result => result.Violations.Select(violation => (result, violation))), pair =>
        {
            var trace = new StoredTrace(run.Read(pair.violation.Trace!));
            Assert.Equal((pair.result.Design, pair.result.Scenario, pair.violation.Invariant), (trace["design"], trace["scenario"], trace["invariant"]));
            Assert.Equal(run.Report.Version, trace["version"]);
            Assert.Equal(pair.violation.Steps, trace.Steps.Count);
            Assert.Equal(pair.violation.Preemptions, trace.Number("preemptions"));
            Assert.Equal(pair.violation.Interrupts, trace.Number("interrupts"));
        });
    }

    [Fact]
    public async Task A_graph_with_a_cycle_has_no_number_of_interleavings()
    {
        var report = (await runs.ManyInJson).Report;
        Assert.Null(report["v4", "tracer-in-exit-loop"].Interleavings);
        Assert.Equal(1, report["v4", "first-request"].Interleavings);
    }

    [Fact]
    public async Task A_number_of_interleavings_that_no_machine_word_holds_is_exact()
    {
        // Six bits of precision short of this, and the digits would end in zeros.
        var interleavings = (await runs.ManyInJson).Report["v4", "three-cpus"].Interleavings!.Value;
        Assert.True(interleavings > BigInteger.Pow(2, 128));
        Assert.False((interleavings % BigInteger.Pow(10, 12)).IsZero);
    }

    [Fact]
    public async Task A_tree_of_states_has_a_transition_less_than_it_has_states()
    {
        var result = (await runs.ManyInJson).Report["v4", "first-request"];
        Assert.Equal(result.States - 1, result.Transitions);
    }

    [Fact]
    public async Task Collisions_are_unlikely_and_seconds_are_seconds() => Assert.All((await runs.ManyInJson).Report.Results, result =>
    {
        Assert.InRange(result.CollisionProbability, 0, 1e-6);
        Assert.InRange(result.Seconds, 0, 3600);
    });

    private static string Grouped(BigInteger number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
