using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary><c>unwindcheck sample</c>.</summary>
public sealed class SampleTests : ProgramTest
{
    [Theory]
    [InlineData("pct")]
    [InlineData("pos")]
    [InlineData("random")]
    public async Task A_violation_that_is_sampled_replays_and_the_seed_finds_it_again(string strategy)
    {
        string[] command = ["sample", "-d", "v4", "-s", "shared-descriptor", "--strategy", strategy, "--runs", "300", "--seed", "5"];
        var outcome = (await Run(command)).Ended(1);
        Assert.StartsWith("NOT exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
        Assert.Contains("seed 5", outcome.Lines[0], StringComparison.Ordinal);
        var trace = Here.Entries.First(entry => entry.EndsWith(".sampled.trace.json", StringComparison.Ordinal));
        Assert.Contains(" is violated", (await Run("replay", trace)).Ended(1).Output, StringComparison.Ordinal);
        var again = (await Run(command)).Ended(1);
        Assert.Equal(outcome.Lines.Skip(1), again.Lines.Skip(1));
    }

    [Fact]
    public async Task Nothing_found_is_3_and_the_bound_is_printed()
    {
        var outcome = (await Run("sample -d v4-repaired -s first-request --runs 20 --depth 2")).Ended(3);
        Assert.Equal("NOT exhaustive: nothing violated in 20 sampled executions; of the others this says nothing", outcome.LastLine);
        Assert.Contains(outcome.Lines, line => line.StartsWith("  pct: a defect of depth d = 2 is found by one execution with probability 1/(n·k^(d-1)) = ", StringComparison.Ordinal));
        Assert.Contains(outcome.Lines, line => line.StartsWith("  covered: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sample -d v4", "Option '--scenario' is required")]
    [InlineData("sample -d v4 -s fork --strategy best", "best")]
    [InlineData("sample -d v4 -s fork --runs 0", "--runs 0: expected a whole number greater than 0")]
    public async Task What_makes_no_sense_is_refused(string commandLine, string why) => (await Run(commandLine)).Refused(why);
}
