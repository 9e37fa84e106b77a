using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary><c>unwindcheck dpor</c>.</summary>
public sealed class DporTests : ProgramTest
{
    [Fact]
    public async Task It_says_how_many_executions_there_are_and_violations_replay()
    {
        var outcome = (await Run("dpor -d v4 -s nmi-asks")).Ended(1);
        Assert.StartsWith("v4 × nmi-asks: 24/24 executions, 0 redundant, 0 blocked; ", outcome.Lines[0], StringComparison.Ordinal);
        var traces = Here.Entries.Where(entry => entry.EndsWith(".dpor.trace.json", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(traces);
        Assert.Equal(traces.Length, (await Run(["replay", .. traces])).Ended(1).Lines.Count(line => line.Contains(" is violated", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("v4", "irq-and-syscall")]
    [InlineData("v4-repaired", "nmi-asks")]
    [InlineData("6.19", "nmi-asks")]
    public async Task It_finds_violated_what_the_search_through_all_states_does(string design, string scenario)
    {
        await Run($"check -d {design} -s {scenario} --json r.json");
        var searched = Report.Parse(Here.Read("r.json")).Results.Single().Violations.Select(violation => violation.Invariant);
        var outcome = await Run($"dpor -d {design} -s {scenario}");
        var found = outcome.Lines.Where(line => line.StartsWith("  ✗ ", StringComparison.Ordinal)).Select(line => line[4..line.IndexOf(':', StringComparison.Ordinal)]);
        Assert.Equal(searched.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_violated_is_0_and_livelocks_are_not_claimed_to_be_absent() =>
        Assert.EndsWith("; terminates NOT judged", (await Run("dpor -d v4-repaired -s first-request")).Ended(0).LastLine, StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_violated_so_far_is_3()
    {
        var outcome = (await Run("dpor -d v4-repaired -s shared-descriptor -i cookie-unique --max-executions 50")).Ended(3);
        Assert.Contains("50/? executions", outcome.Lines[0], StringComparison.Ordinal);
        Assert.Contains("(stopped by --max-executions)", outcome.Lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dpor -d v4", "Option '--scenario' is required")]
    [InlineData("dpor -d v4 -s fork -i terminates", "'terminates' is not judged without the graph of the states")]
    [InlineData("dpor -d v4 -s fork --max-executions 0", "--max-executions 0: expected a whole number greater than 0")]
    public async Task What_makes_no_sense_is_refused(string commandLine, string why) => (await Run(commandLine)).Refused(why);
}
