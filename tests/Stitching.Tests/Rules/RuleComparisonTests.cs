namespace UnwindCheck.Stitching.Tests.Rules;

/// <summary>Where two rules differ.</summary>
public sealed class RuleComparisonTests
{
    private static readonly TraceRecord[] Records =
    [
        new SampleRecord(1, 0, 1, 1, 5, []),
        new DeferredCallchainRecord(2, 0, 1, 1, 5, [1]),
        new SampleRecord(3, 0, 1, 1, 5, []),
        new SampleRecord(3, 0, 1, 1, 5, []),
        new DeferredCallchainRecord(4, 0, 1, 1, 6, [2]),
        new DeferredCallchainRecord(5, 0, 1, 1, 5, [3]),
    ];

    [Fact]
    public void Samples_with_another_outcome_are_found_even_if_their_contents_are_equal()
    {
        var differences = RuleComparison.Differences(Forward(), Both());
        Assert.Equal(
            [("superseded", "joined-early"), ("superseded", "joined-early")],
            differences.Select(difference => (StitchedWriter.OutcomeOf(difference.One), StitchedWriter.OutcomeOf(difference.Other))));
        Assert.Equal([Records[2], Records[3]], differences.Select(difference => difference.One.Sample), ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void A_rule_does_not_differ_from_itself()
    {
        Assert.Empty(RuleComparison.Differences(Forward(), Forward()));
        Assert.Empty(RuleComparison.Differences(Both(), Both().Reverse()));
    }

    private static IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> Forward() =>
        Stitcher.Stitch(new ForwardOnlyRule<SampleRecord, DeferredCallchainRecord>(), Records);

    private static IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> Both() =>
        Stitcher.Stitch(new BothWaysRule<SampleRecord, DeferredCallchainRecord>(), Records);
}
