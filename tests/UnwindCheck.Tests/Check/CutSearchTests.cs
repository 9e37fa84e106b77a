using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>Searches that a limit stops.</summary>
public sealed class CutSearchTests : ProgramTest
{
    [Theory]
    [InlineData("--max-states 1", "--max-states")]
    [InlineData("--max-states 400", "--max-states")]
    [InlineData("--max-states 1e3", "--max-states")]
    [InlineData("--time-limit 0.000001", "--time-limit")]
    public async Task Nothing_seen_is_3_and_never_the_line_of_a_complete_search(string limit, string stoppedBy)
    {
        var outcome = (await Run($"check --design v4-repaired --scenario per-task-two-cpus --json r.json {limit}")).Ended(3);
        Assert.Matches($@"^NOT exhaustive: stopped by {stoppedBy} at depth [0-9]+, correct up to depth [0-9]+ \([0-9,]+ states? seen\)$", outcome.LastLine);
        Assert.DoesNotContain(outcome.Lines, line => line.StartsWith("exhaustive", StringComparison.Ordinal));
        Assert.DoesNotContain("held in ", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(["?"], Assert.Single(Matrix.Parse(outcome)).Cells);
        var result = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal("incomplete", result.Verdict);
        Assert.Null(result.Interleavings);
        Assert.Empty(result.Violations);
    }

    [Fact]
    public async Task The_states_seen_are_those_of_the_report()
    {
        var outcome = (await Run("check --design v4-repaired --scenario per-task-two-cpus --max-states 400 --json r.json")).Ended(3);
        var states = Assert.Single(Report.Parse(Here.Read("r.json")).Results).States;
        Assert.InRange(states, 400, 410);
        Assert.EndsWith($"({states} states seen)", outcome.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_is_not_reached_changes_nothing()
    {
        var outcome = (await Run("check --design v4-repaired --scenario first-request --max-states 1000000 --time-limit 1e300")).Ended(0);
        Assert.StartsWith("exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_search_that_is_cut_among_complete_ones_is_3()
    {
        var outcome = (await Run("check --design v4-repaired --scenario first-request --scenario per-task-two-cpus --max-states 400 --json r.json")).Ended(3);
        Assert.StartsWith("NOT exhaustive: 1 of 2 searches stopped by --max-states at depth ", outcome.LastLine, StringComparison.Ordinal);
        Assert.Equal(["holds", "incomplete"], Report.Parse(Here.Read("r.json")).Results.Select(result => result.Verdict));
    }

    [Fact]
    public async Task A_violation_seen_before_the_cut_is_1_and_replays()
    {
        var outcome = (await Run("check --design v4 --scenario per-task-two-cpus --max-states 2000 --json r.json")).Ended(1);
        Assert.StartsWith("NOT exhaustive: stopped by --max-states at depth ", outcome.LastLine, StringComparison.Ordinal);
        Assert.EndsWith("?", Assert.Single(Assert.Single(Matrix.Parse(outcome)).Cells), StringComparison.Ordinal);
        var result = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal("violated", result.Verdict);
        Assert.Null(result.Interleavings);
        Assert.NotEmpty(result.Violations);
        foreach (var violation in result.Violations)
        {
            Assert.Contains($", {violation.Invariant} is violated", (await Run("replay", violation.Trace!)).Ended(1).Output, StringComparison.Ordinal);
        }
    }
}
