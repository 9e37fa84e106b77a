using CsCheck;

namespace UnwindCheck.Fuzzing.Tests.WithCsCheck;

/// <summary>The same properties by CsCheck, which draws and shrinks in its own way.</summary>
public sealed class CsCheckTests
{
    private const int SecondsForEach = 2;

    public static TheoryData<string> Properties => FsCheckTests.Properties;

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_property_holds_in_random_scenarios(string name)
    {
        var property = FuzzProperty.All(new KnownViolations()).Single(property => property.Name == name);
        try
        {
            Fuzz(property);
        }
        catch (CsCheckException exception) when (property.JudgesDesigns)
        {
            Assert.Skip(exception.Message);
        }
    }

    /// <summary>A property that fails is found out, and shrunk.</summary>
    [Fact]
    public void A_property_that_does_not_hold_fails() =>
        Assert.Contains("two or more", Assert.Throws<CsCheckException>(static () => Fuzz(new NeverTwoRequests())).ToString(), StringComparison.Ordinal);

    /// <summary>The adapter: a property as one of CsCheck's.</summary>
    private static void Fuzz(FuzzProperty property) => Gen.Select(Gen.Int[0, ScenarioDecoder.Largest].Array[2, 12], Gen.Int[0, FuzzDesigns.Default.Count - 1]).Sample(
        (numbers, design) =>
        {
            var outcome = property.Check(FuzzCase.Decode(numbers, FuzzDesigns.Default[design], new FuzzLimits()));
            return outcome.Verdict == FuzzVerdict.Failed ? throw new InvalidOperationException(outcome.Reason) : true;
        },
        time: SecondsForEach,
        threads: 1);
}
