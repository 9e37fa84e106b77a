namespace UnwindCheck.Stitching;

/// <summary>A sample that two rules treat differently.</summary>
/// <param name="One">What the first rule made of it.</param>
/// <param name="Other">What the second rule made of it.</param>
public sealed record RuleDifference(
    Delivery<SampleRecord, DeferredCallchainRecord> One,
    Delivery<SampleRecord, DeferredCallchainRecord> Other);

/// <summary>Compares what two rules made of the same records.</summary>
public static class RuleComparison
{
    /// <summary>The samples that got another stack, or another reason to have none, in the order of the first rule.</summary>
    /// <param name="one">What the first rule handed on.</param>
    /// <param name="other">What the second rule handed on: the very same samples, in any order.</param>
    public static IReadOnlyList<RuleDifference> Differences(
        IEnumerable<Delivery<SampleRecord, DeferredCallchainRecord>> one,
        IEnumerable<Delivery<SampleRecord, DeferredCallchainRecord>> other)
    {
        ArgumentNullException.ThrowIfNull(one);

        // Two samples may have the same contents, so they are told apart by identity.
        var others = other.ToDictionary<Delivery<SampleRecord, DeferredCallchainRecord>, object>(delivery => delivery.Sample, ReferenceEqualityComparer.Instance);
        return [.. one.Select(delivery => new RuleDifference(delivery, others[delivery.Sample])).Where(pair => !Equals(pair.One, pair.Other))];
    }
}
