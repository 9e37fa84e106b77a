using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>Complete searches and what the program exits with.</summary>
public sealed class VerdictTests : ProgramTest
{
    [Fact]
    public async Task A_design_that_holds_is_0()
    {
        var outcome = (await Run("check --design v4-repaired --scenario first-request --json r.json")).Ended(0);
        Assert.Equal("holds", Assert.Single(Report.Parse(Here.Read("r.json")).Results).Verdict);
        Assert.Equal(["✓"], Assert.Single(Matrix.Parse(outcome)).Cells);
        Assert.Matches(@"^exhaustive: [0-9,]+ states, 1 interleaving, depth [0-9]+, expected missed states [0-9]e-[0-9]+$", outcome.LastLine);
        Assert.Equal(["r.json", "traces"], Here.Entries);
    }

    [Fact]
    public async Task A_design_that_is_violated_is_1_and_has_traces()
    {
        var outcome = (await Run("check --design v4 --scenario first-request --traces out/deep --json r.json")).Ended(1);
        var result = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal("violated", result.Verdict);
        Assert.Equal(["contract-queued", "callback-spurious"], result.Violations.Select(violation => violation.Invariant));
        Assert.All(result.Violations, violation => Assert.Contains(violation.Trace, Here.Entries));
        Assert.StartsWith("exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_invariants_named_are_watched_and_held()
    {
        (await Run("check --design v4 --scenario first-request --invariant contract-queued --json one.json")).Ended(1);
        var result = Assert.Single(Report.Parse(Here.Read("one.json")).Results);
        Assert.Equal("contract-queued", Assert.Single(result.Violations).Invariant);
        var outcome = (await Run("check --design v4 --scenario first-request --invariant no-leak --invariant terminates")).Ended(0);
        Assert.Contains("held in 1 scenario by v4: no-leak, terminates", outcome.Lines);
    }

    /// <summary>v4 promises that a callback comes again, and no scenario without records is about stitching them.</summary>
    [Fact]
    public async Task What_a_design_does_not_promise_is_not_said_to_hold()
    {
        var outcome = (await Run("check -d v4 -d 6.19 -s first-request")).Ended(1);
        string Held(string design) => Assert.Single(outcome.Lines, line => line.StartsWith($"held in 1 scenario by {design}: ", StringComparison.Ordinal));
        Assert.DoesNotContain("callback-once", Held("v4"), StringComparison.Ordinal);
        Assert.Contains("callback-once", Held("6.19"), StringComparison.Ordinal);
        Assert.DoesNotContain("stitched", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_designs_it_says_how_many_invariants_hold()
    {
        var outcome = (await Run("check -d v4 -d v4-repaired -d 6.19 -s first-request -i no-leak -i contract-queued")).Ended(1);
        Assert.Contains("invariants held in every scenario: v4 1, v4-repaired 2, 6.19 2", outcome.Lines);
    }

    [Fact]
    public async Task Designs_and_scenarios_come_in_the_order_given_each_once()
    {
        (await Run("check -d v4-repaired -d v4 -d v4 -s two-contexts -s first-request --json r.json")).Ended(1);
        Assert.Equal(
            [("v4-repaired", "two-contexts"), ("v4-repaired", "first-request"), ("v4", "two-contexts"), ("v4", "first-request")],
            Report.Parse(Here.Read("r.json")).Results.Select(result => (result.Design, result.Scenario)));
    }

    [Fact]
    public async Task Cycles_only_make_the_interleavings_infinite()
    {
        var outcome = (await Run("check --design v4 --scenario tracer-in-exit-loop")).Ended(1);
        Assert.Matches("^exhaustive: [0-9,]+ states, infinitely many interleavings, depth [0-9]+, expected missed states ", outcome.LastLine);
    }

    [Fact]
    public async Task A_scenario_of_ones_own_goes_by_the_name_of_its_file()
    {
        Here.Write("mine.scenario", "tracer w per-task\ntask A on 0 { syscall { request w } }\n");
        (await Run("check --design v4 --scenario mine.scenario --json r.json")).Ended(1);
        Assert.Equal("mine", Assert.Single(Report.Parse(Here.Read("r.json")).Results).Scenario);
        Assert.Contains("traces/v4.mine.contract-queued.trace.json", Here.Entries);
    }

    [Fact]
    public async Task A_trace_replays_where_its_scenario_is_not()
    {
        Here.Write("mine.scenario", "tracer w per-task\r\ntask A on 0 { syscall { request w } } # the last line has no end");
        (await Run("check --design v4 --scenario mine.scenario")).Ended(1);
        File.Delete(Here.PathOf("mine.scenario"));
        (await Run("replay traces/v4.mine.contract-queued.trace.json")).Ended(1);
    }
}
