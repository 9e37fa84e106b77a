using System.Text.Json.Nodes;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary><c>sweep</c>, and its journal.</summary>
public sealed class SweepTests : ProgramTest
{
    private const string Small = "sweep -d v6 --requests 2 --tracers 1 --interrupts 1 --without cancels --without moves --without hooks";

    [Fact]
    public async Task Violations_are_grouped_and_each_group_has_a_trace_that_replays()
    {
        var outcome = (await Run(Small + " --traces found")).Ended(1);
        var traces = Here.Entries.Where(entry => entry.EndsWith(".trace.json", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(traces);
        Assert.Matches($@"^v6: \d+ scenarios, [\d,]+ states, {traces.Count} groups of violations in .*; every search complete$", outcome.LastLine);
        foreach (var trace in traces)
        {
            (await Run("replay", trace)).Ended(1);
        }
    }

    [Fact]
    public async Task A_sweep_goes_on_from_its_journal_and_finds_the_same()
    {
        (await Run(Small + " --json whole.json")).Ended(1);
        (await Run(Small + " --journal journal --json first.json")).Ended(1);
        var lines = Here.Read("journal").Split('\n');

        // Killed in the middle of a line.
        File.WriteAllText(Here.PathOf("journal"), string.Join('\n', lines[..(lines.Length / 2)]) + "\n" + lines[lines.Length / 2][..20]);
        var resumed = (await Run(Small + " --journal journal --json second.json")).Ended(1);

        Assert.Contains($"({(lines.Length / 2) - 1} scenarios from the journal)", resumed.LastLine, StringComparison.Ordinal);
        Assert.Equal(Groups("whole.json"), Groups("first.json"));
        Assert.Equal(Groups("whole.json"), Groups("second.json"));
        Assert.Equal(lines.Order(StringComparer.Ordinal), Here.Read("journal").Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_larger_sweep_uses_the_journal_of_a_smaller_one()
    {
        (await Run(Small + " --journal journal --without exits")).Ended(1);
        var smaller = Here.Read("journal").Split('\n').Length - 2;

        Assert.Contains($"({smaller} scenarios from the journal)", (await Run(Small + " --journal journal")).Ended(1).LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_of_another_build_is_refused_and_left_as_it_is()
    {
        const string Journal = "{\"format\":\"unwindcheck-sweep-1\",\"build\":\"another\"}\n{\"design\":\"v6\"";
        File.WriteAllText(Here.PathOf("journal"), Journal);

        (await Run(Small + " --journal journal")).Refused("journal:1:1: another build of unwindcheck wrote this journal", "go on with that build, or give another file");
        Assert.Equal(Journal, Here.Read("journal"));
    }

    [Theory]
    [InlineData("no journal", "journal:1:1: expected a journal")]
    [InlineData("no journal\n", "expected a line of a journal")]
    public async Task A_file_that_is_no_journal_is_refused_and_left_as_it_is(string contents, string message)
    {
        File.WriteAllText(Here.PathOf("journal"), contents);

        (await Run(Small + " --journal journal")).Refused(message, "give another file");
        Assert.Equal(contents, Here.Read("journal"));
    }

    [Fact]
    public async Task A_damaged_line_is_refused_with_its_place()
    {
        (await Run(Small + " --journal journal")).Ended(1);
        var lines = Here.Read("journal").Split('\n');
        lines[2] = lines[2].Replace("\"states\"", "\"stats\"", StringComparison.Ordinal);
        File.WriteAllText(Here.PathOf("journal"), string.Join('\n', lines));

        (await Run(Small + " --journal journal")).Refused("journal:3:", "remove the line");
    }

    [Fact]
    public async Task A_journal_that_cannot_be_written_is_refused() =>
        (await Run(Small + " --journal .")).Refused(".:1:1: cannot be a journal");

    private List<string> Groups(string name) => [.. JsonNode.Parse(Here.Read(name))![0]!["groups"]!.AsArray().Select(group => group!.ToJsonString())];
}
