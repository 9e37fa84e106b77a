using System.Text.RegularExpressions;
using CsCheck;
using UnwindCheck.Models;

namespace UnwindCheck.Fuzzing.Tests.WithCsCheck;

/// <summary>The same properties by CsCheck, which draws and shrinks in its own way: it goes on drawing, and keeps what fails and
/// is smaller. <c>CsCheck_Seed</c> draws the case first that a failure names.</summary>
public sealed partial class CsCheckTests(ITestOutputHelper output)
{
    private const int SecondsForEach = 2;

    /// <summary>Enough to come upon a sequence of two numbers that fails, which one in 400 is.</summary>
    private const long EnoughToShrink = 20_000;

    private static readonly Gen<(int[] Numbers, DesignEntry Design)> Cases =
        Gen.Select(Gen.Int[0, ScenarioDecoder.Largest].Array[2, 12], Gen.OneOfConst([.. FuzzDesigns.Default]));

    public static TheoryData<string> Properties => FsCheckTests.Properties;

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_holds_in_random_scenarios(string name)
    {
        var property = FuzzProperty.All(new KnownViolations()).Single(property => property.Name == name);
        if (Fuzz(property, seed: null, seconds: SecondsForEach) is not { } failure)
        {
            return;
        }

        var path = Corpus.Keep(failure.Case, property, failure.Outcome, $"CsCheck_Seed={failure.Seed} dotnet test tests/Fuzzing.Tests -p:WithCoyote=true");
        var message = $"{failure.Said}\nkept as {path}";

        // A violation that nobody has seen yet is news of a design, not a mistake in this program.
        Assert.SkipWhen(property.JudgesDesigns, message);
        Assert.Fail(message);
    }

    [Fact]
    public void What_fails_is_shrunk_and_its_seed_draws_it_again()
    {
        var failure = Fuzz(new NeverTwoRequests(), seed: null, cases: EnoughToShrink);

        // Two requests are two numbers. The smallest two need not be the simplest scenario: CsCheck knows only numbers.
        Assert.Equal(2, failure?.Case.Numbers.Count);
        Assert.Contains(failure!.Case.Scenario.Text, failure.Said, StringComparison.Ordinal);
        Assert.Contains("two or more requests", failure.Said, StringComparison.Ordinal);
        var again = Fuzz(new NeverTwoRequests(), failure.Seed, cases: 1);
        Assert.Equal(failure.Case.Numbers, again?.Case.Numbers);
        Assert.Equal((failure.Case.Design.Name, failure.Seed), (again!.Case.Design.Name, again.Seed));
    }

    /// <summary>The adapter: a property as one of CsCheck's.</summary>
    /// <param name="property">The property.</param>
    /// <param name="seed">Draws the first case; null: <c>CsCheck_Seed</c> does, or nobody knows.</param>
    /// <param name="cases">How many cases to draw, where no time is given.</param>
    /// <param name="seconds">How long to draw.</param>
    private Failure? Fuzz(FuzzProperty property, string? seed, long cases = 1, int seconds = -1)
    {
        (FuzzCase Case, FuzzOutcome Outcome)? smallest = null;
        try
        {
            Cases.Sample(
                drawn =>
                {
                    var fuzzCase = FuzzCase.Decode(drawn.Numbers, drawn.Design, new FuzzLimits());
                    var outcome = property.Check(fuzzCase);

                    // CsCheck takes any failure for the same one.
                    if (outcome.Verdict == FuzzVerdict.Failed && (smallest is not { } failure || outcome.FailsLike(failure.Outcome)))
                    {
                        smallest = (fuzzCase, outcome);
                        throw new InvalidOperationException(outcome.Reason);
                    }
                },
                output.WriteLine,
                seed,
                cases,
                seconds,
                threads: 1,
                drawn => $"{drawn.Design.Name} in\n{ScenarioDecoder.Decode(drawn.Numbers).Text}");
        }
        catch (CsCheckException exception) when (smallest is var (fuzzCase, outcome))
        {
            return new Failure(fuzzCase, outcome, Seed().Match(exception.Message).Value, exception.Message);
        }

        return null;
    }

    [GeneratedRegex("(?<=CsCheck_Seed=)\\S+", RegexOptions.None, 1000)]
    private static partial Regex Seed();

    private sealed record Failure(FuzzCase Case, FuzzOutcome Outcome, string Seed, string Said);
}
