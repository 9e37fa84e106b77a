namespace UnwindCheck.Fuzzing.Tests;

/// <summary>What fails is made as small as it can be.</summary>
public sealed class ShrinkTests
{
    private const string Smallest = "tracer w shared\ntask A on 0 { syscall { request w; request w; } }\n";

    [Fact]
    public void A_failing_case_is_shrunk_to_the_smallest_one()
    {
        var property = new NeverTwoRequests();
        var failing = Enumerable.Range(0, 200).Select(static number => FuzzCase.Decode(Sequences.Draw(2, (ulong)number), FuzzDesigns.Default[0], new FuzzLimits()))
            .Where(fuzzCase => property.Check(fuzzCase).Verdict == FuzzVerdict.Failed)
            .ToList();

        Assert.True(failing.Count > 10);
        var shrunk = failing.ConvertAll(fuzzCase => Fuzzer.Shrink(property, fuzzCase, property.Check(fuzzCase)).Case.Scenario.Text);

        // One step at a time may end at another one that no single step makes smaller.
        Assert.InRange(shrunk.Count(static text => text == Smallest), failing.Count * 9 / 10, failing.Count);
    }

    [Fact]
    public void FsCheck_finds_and_shrinks_what_fails()
    {
        var (failure, _) = FsCheckTests.Fuzz(new NeverTwoRequests(), FuzzDesigns.Default, seed: 1, TimeSpan.FromSeconds(30));

        Assert.Equal(Smallest, failure?.Case.Scenario.Text);
    }

    [Fact]
    public void Shrinking_keeps_to_the_reason()
    {
        var property = new TwoReasons();
        var fuzzCase = FuzzCase.Decode([0, 1, 0, 0, 0], FuzzDesigns.Default[0], new FuzzLimits());

        var (smallest, outcome) = Fuzzer.Shrink(property, fuzzCase, property.Check(fuzzCase));

        Assert.Equal((4, "many"), (smallest.Numbers.Count, Assert.Single(outcome.Keys)));
    }

    private sealed class TwoReasons : FuzzProperty
    {
        public override string Name => "two-reasons";

        public override string About => "Short and long sequences are both wrong, for different reasons.";

        protected override FuzzOutcome Judge(FuzzCase fuzzCase) => fuzzCase.Numbers.Count switch
        {
            > 3 => FuzzOutcome.Failed("many", "many"),
            < 3 => FuzzOutcome.Failed("few", "few"),
            _ => FuzzOutcome.Held,
        };
    }
}
