using System.Text.RegularExpressions;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>Searches that remember less say what they cannot know.</summary>
public sealed partial class LossySearchTests : ProgramTest
{
    [Fact]
    public async Task A_bitstate_search_is_3_and_says_what_it_covered()
    {
        var outcome = (await Run("check -d v4-repaired -s fork --bitstate 1M --json r.json")).Ended(3);
        Assert.Matches(BitstateLine(), outcome.LastLine);
        Assert.DoesNotContain("held in ", outcome.Output, StringComparison.Ordinal);
        var result = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal(("incomplete", "--bitstate"), (result.Verdict, result.StoppedBy));
        Assert.InRange(Assert.NotNull(result.Coverage), 0.99, 1);
    }

    [Fact]
    public async Task A_violation_in_a_bitstate_search_is_1_and_replays()
    {
        (await Run("check -d v4 -s fork --bitstate 1M --json r.json")).Ended(1);
        var violation = Assert.Single(Report.Parse(Here.Read("r.json")).Results).Violations[0];
        Assert.Contains($", {violation.Invariant} is violated", (await Run("replay", violation.Trace!)).Ended(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_graph_livelocks_are_not_claimed_to_be_absent()
    {
        var outcome = (await Run("check -d v4-repaired -s fork --no-graph --json r.json")).Ended(0);
        Assert.Contains("terminates NOT judged (--no-graph)", outcome.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Lines, line => line.StartsWith("held in ", StringComparison.Ordinal) && line.Contains("terminates", StringComparison.Ordinal));
        var without = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal(["terminates"], without.Unjudged);
        (await Run("check -d v4-repaired -s fork --json r.json")).Ended(0);
        var with = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal((with.States, with.Transitions), (without.States, without.Transitions));
        Assert.Empty(with.Unjudged);
    }

    [Theory]
    [InlineData("v4-repaired", "two-tracers-in-turn", 0)]
    [InlineData("v4", "shared-descriptor", 1)]
    [InlineData("6.19", "bit-reused-quiesced", 1)]
    public async Task A_reduced_search_has_the_same_verdict_and_traces_from_fewer_states(string design, string scenario, int exitCode)
    {
        var outcome = (await Run($"check -d {design} -s {scenario} --reduced --json r.json")).Ended(exitCode);
        Assert.Contains(" visited are enough, terminates NOT judged (--reduced), ", outcome.LastLine, StringComparison.Ordinal);
        var reduced = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        (await Run($"check -d {design} -s {scenario} --json r.json")).Ended(exitCode);
        var whole = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal(
            whole.Violations.Where(violation => violation.Invariant != "terminates").Select(violation => (violation.Invariant, violation.Steps)),
            reduced.Violations.Select(violation => (violation.Invariant, violation.Steps)));
        Assert.Equal(["terminates"], reduced.Unjudged);
        Assert.InRange(reduced.States, 1, whole.States / 5);
    }

    [Theory]
    [InlineData("--no-graph")]
    [InlineData("--threads 2")]
    [InlineData("--bitstate 1M")]
    [InlineData("--checkpoint c.chk")]
    public async Task What_a_reduced_search_does_not_know_is_refused(string option) =>
        (await Run($"check -d v4 -s fork --reduced {option}")).Refused($"--reduced: a reduced search knows no {option.Split(' ')[0]}; leave one of the two out");

    [Fact]
    public async Task Progress_in_a_pipe_is_lines_on_the_standard_error()
    {
        var outcome = await Run("check -d v10 -s busy-machine --no-graph --progress 0.01 --time-limit 1");
        var lines = outcome.Errors.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.Contains(" of 1 searches done", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => ProgressLine().IsMatch(line));
    }

    [GeneratedRegex(@"^NOT exhaustive: bitstate search, [0-9,]+ states found to depth [0-9]+, 0 more expected to be taken for these: coverage about (100|99\.[0-9]{4}).* %.* of what it met \(hash factor [0-9.]+\); terminates not judged$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BitstateLine();

    [GeneratedRegex("^0 of 1 searches done; v10 × busy-machine: [0-9,]+ states, [0-9,]+/s, frontier [0-9,]+, depth [0-9]+", RegexOptions.None, 1000)]
    private static partial Regex ProgressLine();
}
