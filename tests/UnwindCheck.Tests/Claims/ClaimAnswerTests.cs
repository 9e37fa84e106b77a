using UnwindCheck.Claims;

namespace UnwindCheck.Tests.Claims;

/// <summary>Answers from verdicts that no search has found.</summary>
public sealed class ClaimAnswerTests
{
    [Theory]
    [InlineData("H+", "", "Confirmed")]
    [InlineData("V-", "", "Confirmed")]
    [InlineData("H+ V-", "", "Confirmed")]
    [InlineData("H+ H-", "", "Refuted")]
    [InlineData("V+", "", "Refuted")]
    [InlineData("H?", "", "Undecided")]
    [InlineData("V?", "", "Undecided")]
    [InlineData("H+ H?", "", "Undecided")]
    [InlineData("H- H?", "", "Refuted")]
    [InlineData("H-", "H+", "NeedsAssumption")]
    [InlineData("V+", "H+ V-", "NeedsAssumption")]
    [InlineData("H-", "H-", "Refuted")]
    [InlineData("H-", "H+ V+", "Refuted")]
    [InlineData("H-", "H+ H?", "Undecided")]
    [InlineData("H- H?", "H+", "NeedsAssumption")]
    [InlineData("H+", "H-", "Confirmed")]
    [InlineData("H+", "H?", "Confirmed")]
    [InlineData("H?", "H+", "Undecided")]
    public void What_is_claimed_and_what_was_found_make_the_answer(string checks, string underAssumption, string answer)
    {
        var verdicts = new Dictionary<ClaimCheck, InvariantVerdict>();
        var claim = new Claim
        {
            Id = "one",
            Part = "",
            Quote = "",
            Author = "",
            Source = "",
            Date = default,
            Says = "",
            Checks = Checks(checks, verdicts),
            Assumption = underAssumption.Length == 0 ? null : new Assumption("", "", Checks(underAssumption, verdicts)),

            // What is expected has no influence on what is answered.
            Expected = ClaimAnswer.Undecided,
        };
        Assert.Equal(answer, ClaimJudge.Answer(claim, check => verdicts[check]).ToString());
    }

    /// <summary>H or V: holds or is violated, so it is claimed; then +, - or ?: it holds, is violated, or is not known.</summary>
    private static List<ClaimCheck> Checks(string text, Dictionary<ClaimCheck, InvariantVerdict> verdicts)
    {
        var checks = new List<ClaimCheck>();
        foreach (var word in text.Split(' '))
        {
            var check = new ClaimCheck(Checking.Inputs.Design("v4"), Checking.Inputs.Scenarios(["fork"], large: true)[0], "list-once", word[0] == 'H', $"{verdicts.Count}");
            verdicts.Add(check, word[1] switch { '+' => InvariantVerdict.Holds, '-' => InvariantVerdict.Violated, _ => InvariantVerdict.Unknown });
            checks.Add(check);
        }

        return checks;
    }
}
