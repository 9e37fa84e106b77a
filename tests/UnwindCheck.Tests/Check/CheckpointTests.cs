using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>A search that is killed goes on from its checkpoint and comes to the end that it would have come to.</summary>
public sealed class CheckpointTests : ProgramTest
{
    private const string Checkpoint = "search.chk";

    private static readonly string[] Search = ["check", "--design", "v10", "--scenario", "three-cpus", "--json", "r.json"];

    [Theory]
    [InlineData]
    [InlineData("--no-graph")]
    public async Task Killed_at_any_moment_it_goes_on_to_the_same_numbers_and_verdict(params string[] mode)
    {
        string[] search = [.. Search, .. mode];
        (await Run(search)).Ended(1);
        var expected = Report.Parse(Here.Read("r.json")).Results[0];
        File.Delete(Here.PathOf("r.json"));
        for (var kills = 0; kills < 3; kills++)
        {
            using var program = RunningProgram.Start(Here.FullName, [.. search, kills == 0 ? "--checkpoint" : "--resume", Checkpoint, "--checkpoint-every", "0.01"]);
            var written = WrittenAt(Checkpoint);
            while (!program.HasExited && WrittenAt(Checkpoint) == written)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            // Not always at once: in the middle of what comes after a checkpoint, or of writing the next one.
            await Task.Delay(10 * kills, TestContext.Current.CancellationToken);
            program.Kill();
        }

        (await Run([.. search, "--resume", Checkpoint])).Ended(1);
        var actual = Report.Parse(Here.Read("r.json")).Results[0];
        Assert.Equal((expected.Verdict, expected.States, expected.Transitions, expected.Interleavings), (actual.Verdict, actual.States, actual.Transitions, actual.Interleavings));
        Assert.Equal(expected.Violations, actual.Violations);
    }

    [Fact]
    public async Task A_search_cut_by_time_goes_on()
    {
        var first = await Run("check -d v4-repaired -s three-cpus --time-limit 0.01 --checkpoint c.chk");
        first.Ended(3);
        var resumed = (await Run("check -d v4-repaired -s three-cpus --resume c.chk")).Ended(0);
        var whole = (await Run("check -d v4-repaired -s three-cpus")).Ended(0);
        Assert.Equal(whole.LastLine, resumed.LastLine);
    }

    [Theory]
    [InlineData("check -d v4 -s fork -s first-request --checkpoint c.chk", "--checkpoint: a checkpoint is of one search, and these are 2")]
    [InlineData("check -d v4 -s fork --checkpoint-every 3", "--checkpoint-every: there are no checkpoints; give --checkpoint FILE")]
    [InlineData("check -d v4 -s fork --resume none.chk", "none.chk: cannot be read as a checkpoint")]
    [InlineData("check -d v4 -s fork --resume other.chk", "other.chk: is not a checkpoint")]
    [InlineData("check -d v4 -s fork --checkpoint other.chk", "other.chk: there is a checkpoint already; go on from it with --resume other.chk, or remove it")]
    [InlineData("check -d v4 -s fork --checkpoint no/such/c.chk", "no/such/c.chk:1:1: cannot be written")]
    [InlineData("check -d v4 -s fork --memory 5X", "--memory 5X: expected a size such as 512M or 4G")]
    [InlineData("check -d v4 -s fork --bitstate 4G --memory 1G", "--bitstate: a table of 4294967296 bytes does not fit")]
    [InlineData("check -d v4 -s fork --no-graph -i terminates", "--no-graph: 'terminates' is not judged without the graph")]
    [InlineData("check -d v4 -s fork --threads 2", "--threads: a search that keeps the graph uses one thread; give --no-graph too")]
    public async Task What_does_not_fit_together_is_refused(string commandLine, string why)
    {
        Here.Write("other.chk", new string('-', 500));
        (await Run(commandLine)).Refused(why);
        Assert.Equal(new string('-', 500), Here.Read("other.chk"));
    }

    [Fact]
    public async Task The_checkpoint_of_another_design_is_refused()
    {
        (await Run("check -d v4 -s fork --checkpoint c.chk")).Ended(1);
        (await Run("check -d v6 -s fork --resume c.chk")).Refused("c.chk: is a checkpoint of another model");
        (await Run("check -d v4 -s fork --resume c.chk --no-graph")).Refused("c.chk: is the checkpoint of a search that keeps the graph");
        (await Run("check -d v4 -s fork --resume c.chk")).Ended(1);
    }

    [Fact]
    public async Task Too_little_memory_is_3_and_a_checkpoint_to_go_on_from()
    {
        (await Run("check -d v4-repaired -s fork --memory 1M --checkpoint c.chk")).Ended(3);
        Assert.StartsWith("exhaustive: ", (await Run("check -d v4-repaired -s fork --resume c.chk")).Ended(0).LastLine, StringComparison.Ordinal);
    }

    private DateTime WrittenAt(string name) => File.GetLastWriteTimeUtc(Here.PathOf(name));
}
