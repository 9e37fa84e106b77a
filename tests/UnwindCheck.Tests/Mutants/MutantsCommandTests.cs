using System.Text.Json;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Mutants;

/// <summary><c>unwindcheck mutants</c>.</summary>
public sealed class MutantsCommandTests : ProgramTest
{
    private static readonly string[] Statuses = ["killed", "survived", "equivalent", "incomplete"];

    [Fact]
    public async Task A_survivor_is_shown_with_its_place_and_fails_the_run()
    {
        var outcome = (await Run("mutants -d v4-repaired -s first-request --only V4Design.AfterCallback --json m.json")).Ended(1);
        Assert.Contains("SURVIVED v4-repaired V4Design.AfterCallback/drop-step/", outcome.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Here.FullName, "m.json"), TestContext.Current.CancellationToken));
        var mutants = document.RootElement.GetProperty("mutants").EnumerateArray().ToList();
        Assert.All(mutants, static mutant =>
        {
            Assert.StartsWith("V4Design.AfterCallback/", mutant.GetProperty("id").GetString(), StringComparison.Ordinal);
            Assert.Equal("v4-repaired", mutant.GetProperty("design").GetString());
            Assert.Contains(mutant.GetProperty("status").GetString(), Statuses);
            Assert.Equal(mutant.GetProperty("status").GetString() == "killed", mutant.GetProperty("killedBy").ValueKind == JsonValueKind.String);
            Assert.Equal("V4Design.cs", mutant.GetProperty("file").GetString());
            Assert.InRange(mutant.GetProperty("line").GetInt32(), 1, 1000);
        });
        var design = Assert.Single(document.RootElement.GetProperty("designs").EnumerateArray());
        Assert.Equal(mutants.Count, design.GetProperty("mutants").GetInt32());
        Assert.Equal(mutants.Count, design.GetProperty("killed").GetInt32() + design.GetProperty("survived").GetInt32() + design.GetProperty("equivalent").GetInt32());
        Assert.Contains(mutants, static mutant => mutant.GetProperty("status").GetString() == "equivalent" && mutant.GetProperty("reason").GetString() is { Length: > 20 });
    }

    [Fact]
    public async Task When_all_are_killed_the_run_succeeds() =>
        (await Run("mutants -d v4-repaired -s exit-after-callback --only V4Design.FreeTask/drop-step")).Ended(0);

    [Fact]
    public async Task Mutations_can_be_listed()
    {
        var outcome = (await Run("mutants -d v4-repaired --list --only V4Design.FreeTask/drop-step")).Ended(0);
        Assert.Matches(@"^v4-repaired V4Design\.FreeTask/drop-step/[0-9a-f]{4} V4Design\.cs:\d+: without await Machine\.Kfree\(task, entries\.Memory\);$", Assert.Single(outcome.Lines));
    }

    [Fact]
    public async Task An_entry_that_matches_nothing_is_an_error_after_the_results()
    {
        Here.Write("my.yaml", "- { designs: v4-repaired, mutants: V4Design.No/drop-step/0000, reason: none }");
        var outcome = await Run("mutants -d v4-repaired -s first-request --equivalents my.yaml");
        Assert.Contains("v4-repaired", outcome.Output, StringComparison.Ordinal);
        outcome.RefusedAtTheEnd("my.yaml:1:", "v4-repaired has no mutant 'V4Design.No/drop-step/0000' that can be run", "remove the entry");
    }

    [Theory]
    [InlineData("- { designs: v4-repaired, mutants: a, reason: }", "expected a text for 'reason'")]
    [InlineData("- { designs: v4-repaired, mutants: [a, a], reason: twice }", "'a' of v4-repaired is listed twice")]
    [InlineData("- { designs: v4-repaired, reason: no mutants }", "a group of mutants needs the field 'mutants'")]
    [InlineData("designs: v4-repaired", "expected a list of groups of mutants")]
    [InlineData("- [", "not YAML")]
    public async Task A_list_that_cannot_be_understood_is_refused_with_its_place(string text, string message)
    {
        Here.Write("my.yaml", text);
        (await Run("mutants -d v4-repaired --equivalents my.yaml")).Refused(message, "my.yaml:");
    }
}
