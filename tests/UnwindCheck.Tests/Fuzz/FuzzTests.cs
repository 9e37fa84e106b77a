using UnwindCheck.Tests.BuildServers;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Fuzz;

/// <summary><c>unwindcheck fuzz</c>.</summary>
public sealed class FuzzTests : ProgramTest
{
    [Fact]
    public async Task A_number_of_cases_is_checked_and_counted()
    {
        var outcome = (await Run("fuzz --seed 1 --cases 6 -p searches-agree -p text-round-trips")).Ended(0);

        Assert.StartsWith("fuzzed: seed 1, 6 cases in ", outcome.LastLine, StringComparison.Ordinal);
        Assert.EndsWith("0 findings", outcome.LastLine, StringComparison.Ordinal);
        Assert.Contains(outcome.Lines, static line => line.TrimStart().StartsWith("searches-agree", StringComparison.Ordinal));
        Assert.DoesNotContain("expected-verdicts", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(Here.Entries);
    }

    [Fact]
    public async Task Cases_that_are_too_large_are_not_taken_for_good_ones()
    {
        var outcome = (await Run("fuzz --seed 1 --cases 3 -p searches-agree --max-states 2")).Ended(3);

        Assert.Contains("3 too large to search and not counted as holding", outcome.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_kept_is_checked_first_and_what_is_found_is_reported()
    {
        Directory.CreateDirectory(Here.PathOf("corpus"));
        Here.Write("corpus/kept.scenario", "# design v4-repaired\n# numbers 1 2\ntracer w shared\ntask A on 0 { syscall { request w } }\n");
        var outcome = await Run("fuzz --seed 1 --cases 1 -d v4-repaired -p text-round-trips -p stitching-is-right --corpus corpus --sarif r.sarif --junit r.xml --summary r.md");

        Assert.Equal("", outcome.Errors);
        Assert.Contains("2 cases", outcome.LastLine, StringComparison.Ordinal);
        Assert.Equal(["text-round-trips", "stitching-is-right"], JUnitLog.Parse(Here.Read("r.xml")).Cases.Select(static test => test.Name));
        Assert.Equal(outcome.ExitCode, SarifLog.Parse(Here.Read("r.sarif")).ExitCode);
        Assert.Contains("unwindcheck fuzz", Here.Read("r.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finding_is_kept_with_the_command_that_finds_it_again()
    {
        // Of v2 nobody has written down what it does in random scenarios.
        var outcome = await Run("fuzz --seed 4 --cases 6 -d v2 -p expected-verdicts --corpus corpus");

        outcome.Ended(1);
        var file = Here.Entries.First(static entry => entry.StartsWith("corpus/expected-verdicts.v2.", StringComparison.Ordinal));
        var text = Here.Read(file);
        var command = text.Split('\n')[0]["# found by: unwindcheck ".Length..];
        Assert.Contains("fails for v2: v2 violates", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(command, outcome.Output, StringComparison.Ordinal);

        var again = (await Run(command)).Ended(1);
        Assert.Contains(text.Split('\n')[^2].Trim(), again.Output, StringComparison.Ordinal);
        (await Run("fuzz --cases 1 -d v2 -p expected-verdicts --corpus corpus")).Ended(1);
    }

    [Theory]
    [InlineData("fuzz -p nothing", "there is no property 'nothing'", "unwindcheck fuzz --list")]
    [InlineData("fuzz -d nobody", "there is no design 'nobody'")]
    [InlineData("fuzz --time 0", "--time 0: expected a number greater than 0")]
    [InlineData("fuzz --cases x", "--cases x: expected a whole number greater than 0")]
    public async Task What_makes_no_sense_is_refused(string commandLine, params string[] fragments) => (await Run(commandLine)).Refused(fragments);

    [Fact]
    public async Task A_file_in_the_corpus_that_is_no_scenario_is_refused_before_the_work()
    {
        Directory.CreateDirectory(Here.PathOf("corpus"));
        Here.Write("corpus/bad.scenario", "nonsense");
        (await Run("fuzz --cases 1 --corpus corpus")).Refused("corpus/bad.scenario:1:1: ");
    }

    [Fact]
    public async Task It_lists_its_properties()
    {
        var outcome = (await Run("fuzz --list")).Ended(0);

        Assert.Equal(8, outcome.Lines.Count);
        Assert.All(outcome.Lines, static line => Assert.Matches("^[a-z-]+: .+[.]$", line));
    }
}
