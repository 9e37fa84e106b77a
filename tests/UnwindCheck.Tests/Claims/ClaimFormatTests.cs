using UnwindCheck.Claims;

namespace UnwindCheck.Tests.Claims;

/// <summary>What a file of claims has to look like.</summary>
public sealed class ClaimFormatTests
{
    private const string Good =
        """
        Cookies:
          - id: one
            quote: A sentence.
            author: Somebody
            source: somewhere
            date: 2025-01-22
            says: In other words.
            checks:
              - { design: v4, scenario: first-request, holds: cookie-nonzero }
            expected: confirmed
        """;

    [Fact]
    public void A_claim_has_what_its_fields_say()
    {
        var claim = Assert.Single(ClaimFile.Parse("my.yaml", Good));
        Assert.Equal(("one", "Cookies", "A sentence.", "Somebody", "somewhere", new DateOnly(2025, 1, 22), "In other words."), (claim.Id, claim.Part, claim.Quote, claim.Author, claim.Source, claim.Date, claim.Says));
        Assert.Null(claim.Remark);
        Assert.Null(claim.Assumption);
        Assert.Equal(ClaimAnswer.Confirmed, claim.Expected);
        var check = Assert.Single(claim.Checks);
        Assert.Equal(("v4", "first-request", "cookie-nonzero", true, "my.yaml:9:9"), (check.Design.Name, check.Scenario.Name, check.Invariant, check.Holds, check.Place));
    }

    [Fact]
    public void A_line_of_checks_is_every_design_in_every_scenario()
    {
        var text = Good.Replace("{ design: v4, scenario: first-request, holds: cookie-nonzero }", "{ design: [v4, 6.17+nmi-current~completed], scenario: [fork, migration], holds: cookie-nonzero, violated: [list-once, terminates] }");
        var checks = ClaimFile.Parse("my.yaml", text)[0].Checks;
        Assert.Equal(12, checks.Count);
        Assert.Equal(["v4", "6.17+nmi-current~completed"], checks.Select(check => check.Design.Name).Distinct());
        Assert.Equal(["fork", "migration"], checks.Select(check => check.Scenario.Name).Distinct());
        Assert.Equal([("cookie-nonzero", true), ("list-once", false), ("terminates", false)], checks.Select(check => (check.Invariant, check.Holds)).Distinct());
    }

    [Fact]
    public void An_assumption_has_checks_of_its_own()
    {
        var text = Good.Replace("    expected: confirmed", """
                assumption:
                  name: quiet
                  words: nobody else asks
                  checks:
                    - { design: v4, scenario: two-contexts, holds: cookie-nonzero }
                remark: Well.
                expected: needs an assumption
            """);
        var claim = ClaimFile.Parse("my.yaml", text)[0];
        Assert.Equal(("quiet", "nobody else asks", "two-contexts"), (claim.Assumption!.Name, claim.Assumption.Words, Assert.Single(claim.Assumption.Checks).Scenario.Name));
        Assert.Equal(("Well.", ClaimAnswer.NeedsAssumption), (claim.Remark, claim.Expected));
    }

    [Theory]
    [InlineData("design: v4,", "design: v44,", "my.yaml:9:19: there is no design 'v44'; did you mean 'v4'?")]
    [InlineData("design: v4,", "design: [v4, v44],", "my.yaml:9:24: there is no design 'v44'")]
    [InlineData("design: v4,", "design: 6.17+nothing,", "my.yaml:9:19: design '6.17' has no switch 'nothing'; it has ")]
    [InlineData("design: v4,", "design: v8+nothing,", "my.yaml:9:19: design 'v8' has no switches")]
    [InlineData("first-request", "frist-request", "my.yaml:9:33: there is no scenario 'frist-request'; did you mean 'first-request'?")]
    [InlineData("cookie-nonzero", "cookie-zero", "my.yaml:9:55: there is no invariant 'cookie-zero'")]
    [InlineData("scenario: first-request", "scenario: nowhere.scenario", "my.yaml:9:33: nowhere.scenario:1:1: cannot be read as a scenario: ")]
    [InlineData(", holds: cookie-nonzero", "", "my.yaml:9:9: a check needs the field 'holds' or 'violated', or both")]
    [InlineData("holds: cookie-nonzero", "holds: []", "my.yaml:9:55: 'holds' is an empty list")]
    [InlineData("design: v4, ", "", "my.yaml:9:9: a check needs the field 'design'")]
    [InlineData("holds:", "hold:", "my.yaml:9:48: a check has no field 'hold'; it has design, scenario, holds, violated")]
    [InlineData("    quote: A sentence.\n", "", "my.yaml:2:5: a claim needs the field 'quote'")]
    [InlineData("quote: A sentence.", "quote: ", "my.yaml:3:11: expected a text for 'quote'")]
    [InlineData("quote: A sentence.", "quote: [A, sentence]", "my.yaml:3:12: expected a text for 'quote'")]
    [InlineData("    author: Somebody\n", "", "my.yaml:2:5: a claim needs the field 'author'")]
    [InlineData("    expected: confirmed", "", "my.yaml:2:5: a claim needs the field 'expected'")]
    [InlineData("author:", "auther:", "my.yaml:4:5: a claim has no field 'auther'; it has id, quote, author, source, date, says, remark, checks, assumption, expected")]
    [InlineData("author: Somebody", "quote: Again.", "my.yaml:4:5: ")]
    [InlineData("2025-01-22", "22 January", "my.yaml:6:11: '22 January' is no date; write it as 2025-01-22")]
    [InlineData("expected: confirmed", "expected: true", "my.yaml:10:15: 'true' is no answer to expect; expected confirmed, refuted, needs an assumption")]
    [InlineData("expected: confirmed", "expected: undecided", "my.yaml:10:15: 'undecided' is no answer to expect")]
    [InlineData("A sentence.", "\"A sentence.", "my.yaml:3:")]
    [InlineData("Cookies:\n  - id: one", "Cookies:\n  - one", "my.yaml:3:")]
    public void What_is_wrong_is_said_with_its_place(string good, string bad, string message)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        var exception = Assert.Throws<InputException>(() => ClaimFile.Parse("my.yaml", Good.Replace(good, bad)));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("", "my.yaml:1:1: expected headings, each with a list of claims")]
    [InlineData("- id: one", "my.yaml:1:1: expected headings, each with a list of claims")]
    [InlineData("Cookies:", "my.yaml:1:9: expected a list of claims under a heading")]
    [InlineData("Cookies: many", "my.yaml:1:10: expected a list of claims under a heading")]
    [InlineData("Cookies:\n  - one", "my.yaml:2:5: expected a claim with id, quote, ")]
    public void A_file_of_another_shape_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => ClaimFile.Parse("my.yaml", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_claims_cannot_have_one_id()
    {
        var second = Good[Good.IndexOf("  - id", StringComparison.Ordinal)..];
        var exception = Assert.Throws<InputException>(() => ClaimFile.Parse("my.yaml", $"{Good}\n{second}"));
        Assert.Equal("my.yaml:11:9: there are two claims 'one'; give one another id", exception.Message);
    }
}
