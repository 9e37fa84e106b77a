using System.Numerics;
using System.Text;
using UnwindCheck.Stitching;

namespace UnwindCheck.Reports;

/// <summary>What <c>unwindcheck stitch</c> says in words.</summary>
internal static class StitchText
{
    private static readonly string[] WithoutStack = ["not-deferred", "superseded", "thread-ended", "end-of-data"];

    /// <summary>What became of all samples, in a line or two.</summary>
    public static string Summary(MergedStreams merged, IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> stitched)
    {
        var joined = stitched.OfType<Joined<SampleRecord, DeferredCallchainRecord>>().ToList();
        var early = joined.Count(join => join.StackCameFirst);
        var unused = merged.Records.Count(record => record is DeferredCallchainRecord) - joined.Select(join => join.Stack.Place).Distinct().Count();
        var lost = merged.Records.OfType<LostRecord>().Aggregate(BigInteger.Zero, (sum, record) => sum + record.Count);
        var text = new StringBuilder($"{Numbers.Count(stitched.Count, "sample")}: ")
            .Append($"{Numbers.Exact(joined.Count)} joined ({Numbers.Exact(early)} to a stack that came first), ")
            .Append($"{Numbers.Exact(stitched.Count - joined.Count)} without a user stack{Reasons(stitched)}; ")
            .Append($"{Numbers.Count(unused, "stack")} joined to no sample, {Numbers.Count(lost, "record")} lost");
        if (merged.OutOfOrder is [var first, ..])
        {
            text.Append($"; {Numbers.Count(merged.OutOfOrder.Count, "record")} out of order, the first at {first.Place}: sorted by time");
        }

        return text.ToString();
    }

    /// <summary>The samples that two rules treat differently, a line each, and how many these are.</summary>
    public static string Differences(IReadOnlyList<RuleDifference> differences, string one, string other)
    {
        var text = new StringBuilder();
        foreach (var difference in differences)
        {
            var sample = difference.One.Sample;
            text.Append($"{sample.Place}: pid {sample.Pid} tid {sample.Tid} cookie 0x{sample.Cookie:x}: ")
                .Append($"{one} {Outcome(difference.One)}, {other} {Outcome(difference.Other)}\n");
        }

        return text.Append($"{Numbers.Count(differences.Count, "sample")} treated differently\n").ToString();
    }

    private static string Outcome(Delivery<SampleRecord, DeferredCallchainRecord> delivery) =>
        StitchedWriter.OutcomeOf(delivery) + (delivery is Joined<SampleRecord, DeferredCallchainRecord> joined ? $" with {joined.Stack.Place}" : "");

    private static string Reasons(IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> stitched)
    {
        var outcomes = stitched.CountBy(StitchedWriter.OutcomeOf).ToDictionary();
        var reasons = WithoutStack.Where(outcomes.ContainsKey).Select(outcome => $"{outcome} {Numbers.Exact(outcomes[outcome])}").ToList();
        return reasons.Count == 0 ? "" : $" ({string.Join(", ", reasons)})";
    }
}
