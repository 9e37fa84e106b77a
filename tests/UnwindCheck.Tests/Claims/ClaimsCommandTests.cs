using System.Text.Json;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Claims;

/// <summary><c>claims</c> with a file of one's own.</summary>
public sealed class ClaimsCommandTests : ProgramTest
{
    private const string Head =
        """
        Mine:
          - id: first
            quote: The first one.
            author: Somebody
            source: somewhere
            date: 2025-01-22
            says: Something.
            checks:
              - { design: v4, scenario: first-request, CHECK }
            expected: EXPECTED
        """;

    private static readonly string[] Members = ["design", "scenario", "invariant", "claimed", "found"];

    [Theory]
    [InlineData("holds: cookie-nonzero", "confirmed", 0)]
    [InlineData("holds: cookie-nonzero", "refuted", 1)]
    [InlineData("violated: contract-queued", "confirmed", 0)]
    [InlineData("violated: cookie-nonzero", "refuted", 0)]
    [InlineData("holds: contract-queued", "refuted", 0)]
    [InlineData("holds: contract-queued", "needs an assumption", 1)]
    public async Task The_exit_code_says_whether_answers_are_as_expected(string check, string expected, int exitCode)
    {
        Write(check, expected);
        var outcome = (await Run("claims --file my.yaml")).Ended(exitCode);
        Assert.Contains(exitCode == 0 ? "; all as expected" : "; not as expected: first", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_is_cut_short_decides_nothing()
    {
        Write("holds: cookie-nonzero", "confirmed");
        var outcome = (await Run("claims --file my.yaml --time-limit 0.000001")).Ended(3);
        Assert.Contains("1 claim: 1 undecided; not as expected: first", outcome.Output, StringComparison.Ordinal);
        Assert.StartsWith("NOT exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_is_asked_for_by_name_is_shown_with_its_checks()
    {
        Write("holds: [cookie-nonzero, contract-queued]", "refuted");
        var outcome = (await Run("claims first --file my.yaml --traces t")).Ended(0);
        Assert.Contains("first: refuted", outcome.Lines);
        Assert.Contains("    ✗ v4 × first-request: contract-queued is claimed to hold; violated: t/v4.first-request.contract-queued.trace.json", outcome.Lines);
        Assert.Contains("    ✓ v4 × first-request: cookie-nonzero is claimed to hold; holds: 51 states, 1 interleaving", outcome.Lines);
        (await Run("replay t/v4.first-request.contract-queued.trace.json")).Ended(1);
    }

    [Fact]
    public async Task The_answers_go_to_files()
    {
        Write("holds: contract-queued", "refuted");
        (await Run("claims --file my.yaml --json a.json --markdown a.md")).Ended(0);
        using var json = JsonDocument.Parse(Here.Read("a.json"));
        var claim = Assert.Single(json.RootElement.GetProperty("claims").EnumerateArray());
        Assert.Equal("refuted", claim.GetProperty("answer").GetString());
        var check = Assert.Single(claim.GetProperty("checks").EnumerateArray());
        Assert.Equal(["v4", "first-request", "contract-queued", "holds", "violated"], Members.Select(name => check.GetProperty(name).GetString()));
        Assert.Equal(18, check.GetProperty("steps").GetInt32());
        var markdown = Here.Read("a.md");
        Assert.Contains("### first\n\n> The first one.\n", markdown, StringComparison.Ordinal);
        Assert.Contains("**Refuted.**", markdown, StringComparison.Ordinal);
        Assert.Contains("\n```\nA×18\n```\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_design_does_not_promise_cannot_hold_there()
    {
        Here.Write("my.yaml", Text("holds: callback-once", "confirmed").Replace("design: v4", "design: v6", StringComparison.Ordinal));
        (await Run("claims --file my.yaml")).Refused("my.yaml:9:9: v6 does not promise callback-once, so it is not watched there");
    }

    [Fact]
    public async Task What_is_wrong_in_a_file_is_said_with_its_place()
    {
        Write("holds: cookie-zero", "confirmed");
        (await Run("claims --file my.yaml")).Refused("my.yaml:9:55: there is no invariant 'cookie-zero'");
        Assert.Equal(["my.yaml"], Here.Entries);
    }

    [Fact]
    public async Task A_claim_that_does_not_exist_is_refused() =>
        (await Run("claims zero-is-vald")).Refused("there is no claim 'zero-is-vald'; did you mean 'zero-is-valid'?; 'unwindcheck claims' shows all");

    [Fact]
    public async Task A_file_that_does_not_exist_is_refused() => (await Run("claims --file nowhere.yaml")).Refused("nowhere.yaml:1:1: cannot be read as claims: ");

    [Fact]
    public async Task Its_help_names_what_can_be_given()
    {
        var outcome = (await Run("claims --help")).Ended(0);
        Assert.All(["[<ID>...]", "--file <FILE>", "--traces <DIR>", "--json <FILE>", "--markdown <FILE>", "--time-limit <S>"], name => Assert.Contains(name, outcome.Output, StringComparison.Ordinal));
    }

    private void Write(string check, string expected) => Here.Write("my.yaml", Text(check, expected));

    private static string Text(string check, string expected) =>
        Head.Replace("CHECK", check, StringComparison.Ordinal).Replace("EXPECTED", expected, StringComparison.Ordinal);
}
