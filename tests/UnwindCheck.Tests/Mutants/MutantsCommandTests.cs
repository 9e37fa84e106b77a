using System.Text.Json;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Mutants;

/// <summary><c>unwindcheck mutants</c>, with a few mutants in a few small scenarios.</summary>
public sealed class MutantsCommandTests : ProgramTest
{
    [Fact]
    public async Task Mutants_that_scenarios_notice_are_killed_and_the_report_says_by_what()
    {
        (await Run("mutants -d v4-repaired -s first-request -s ask-again -s irq-and-syscall --only V4Design.GetCookie/drop --json mutants.json")).Ended(0);

        using var report = JsonDocument.Parse(Here.Read("mutants.json"));
        var design = Assert.Single(report.RootElement.GetProperty("designs").EnumerateArray());
        var mutants = report.RootElement.GetProperty("mutants").EnumerateArray().ToList();
        Assert.Equal("v4-repaired", Text(design, "design"));
        Assert.Equal(3, design.GetProperty("scenarios").GetInt32());
        Assert.Equal((mutants.Count, mutants.Count, 0), (design.GetProperty("mutants").GetInt32(), design.GetProperty("killed").GetInt32(), design.GetProperty("survived").GetInt32()));
        Assert.All(mutants, static mutant => Assert.Equal("killed", Text(mutant, "status")));
        var forgets = Assert.Single(mutants, static mutant => Text(mutant, "before") == "await info.Cookie.Read()");
        Assert.Contains("+callback-lost", Text(forgets, "killedBy"), StringComparison.Ordinal);
        Assert.All(mutants, static mutant => Assert.Equal("V4Design.cs", Path.GetFileName(Text(mutant, "file"))));
    }

    [Fact]
    public async Task Designs_with_a_registry_are_compiled_anew_as_well() =>
        (await Run("mutants -d 6.19 -s first-request --only CallbackList.First")).Ended(0);

    [Fact]
    public async Task A_mutant_that_no_scenario_notices_is_shown_with_its_place()
    {
        // Nobody cancels there, so nobody waits for what the step would say.
        var outcome = (await Run("mutants -d v4-repaired -s first-request --only V4Design.AfterCallback/drop-step")).Ended(1);

        Assert.Contains(outcome.Lines, static line => line.StartsWith("SURVIVED v4-repaired V4Design.AfterCallback/drop-step/", StringComparison.Ordinal));
        Assert.Contains(outcome.Lines, static line => line.Contains("V4Design.cs:", StringComparison.Ordinal) && line.EndsWith(": without await work.Running!.WriteOnce(0);", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mutant_that_is_explained_is_equivalent_unless_it_is_killed()
    {
        Here.Write("equivalent.yaml", "- designs: v4-repaired\n  mutants: V4Design.CopyProcess/drop-step/3648\n  reason: a child cannot see it\n");
        const string Mutant = "mutants -d v4-repaired --equivalents equivalent.yaml --only V4Design.CopyProcess/drop-step/3648";

        (await Run($"{Mutant} -s fork")).Ended(0);
        Here.Write("interrupted.scenario", "about \"x\"\ntracer w per-task\ntask A on 0 { syscall { request w; fork C } }\ntask C may run on 0 forked { syscall { } }\nirq tick on 0 max 1 in kernel { request w }\n");
        (await Run($"{Mutant} -s interrupted.scenario")).RefusedAtTheEnd("equivalent.yaml:2:12: 'V4Design.CopyProcess/drop-step/3648' of v4-repaired is not equivalent: interrupted: +cookie-own");
    }

    private static string? Text(JsonElement mutant, string field) => mutant.GetProperty(field).GetString();
}
