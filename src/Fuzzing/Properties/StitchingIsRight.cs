using UnwindCheck.Stitching;

namespace UnwindCheck.Fuzzing;

/// <summary>Post-processing never joins a sample to a stack of another entry context.</summary>
public sealed class StitchingIsRight : FuzzProperty
{
    private readonly IStitchingRule<SampleRecord, DeferredCallchainRecord> both;

    /// <summary>About the rules that there are.</summary>
    public StitchingIsRight()
        : this(new BothWaysRule<SampleRecord, DeferredCallchainRecord>())
    {
    }

    /// <summary>About another rule that looks both ways: for tests of this property.</summary>
    internal StitchingIsRight(IStitchingRule<SampleRecord, DeferredCallchainRecord> both) => this.both = both;

    /// <inheritdoc/>
    public override string Name => "stitching-is-right";

    /// <inheritdoc/>
    public override string About => "Records that are written, read, merged and joined give each sample once and never a wrong stack; looking both ways finds every stack that was not lost.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        var session = RecordedSession.Decode(fuzzCase.Numbers);
        var samples = session.Buffers.SelectMany(static buffer => buffer).OfType<SampleRecord>().ToList();
        if (samples.Count == 0)
        {
            return FuzzOutcome.Void;
        }

        var merged = StreamMerge.ByTime(session.Buffers.Select(WrittenAndRead));
        if (merged.OutOfOrder.Count > 0)
        {
            return FuzzOutcome.Failed($"{merged.OutOfOrder[0]} is said to be out of order");
        }

        var forward = Stitcher.Stitch(new ForwardOnlyRule<SampleRecord, DeferredCallchainRecord>(), merged.Records);
        var looking = Stitcher.Stitch(both, merged.Records);
        var problem = Problem(samples, forward, "forward", static (_, _) => false) ?? Problem(samples, looking, "both", (sample, joined) =>
            !joined && sample.Cookie is not null && session.Unwound.Contains(sample.Kernel[0]));
        return problem is null ? FuzzOutcome.Held : FuzzOutcome.Failed(problem);
    }

    private static string? Problem(List<SampleRecord> samples, IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> delivered, string rule, Func<SampleRecord, bool, bool> misses)
    {
        if (!samples.Select(static sample => sample.Time).Order().SequenceEqual(delivered.Select(static delivery => delivery.Sample.Time).Order()))
        {
            return $"rule {rule}: {samples.Count} samples go in and {delivered.Count} come out, or others";
        }

        foreach (var delivery in delivered)
        {
            var stack = (delivery as Joined<SampleRecord, DeferredCallchainRecord>)?.Stack;
            if (stack is not null && !stack.User.Equals(delivery.Sample.Kernel))
            {
                return $"rule {rule} joins {delivery.Sample} to {stack}";
            }

            if (misses(delivery.Sample, stack is not null))
            {
                return $"rule {rule} finds no stack for {delivery.Sample}";
            }
        }

        return null;
    }

    private static IReadOnlyList<TraceRecord> WrittenAndRead(IReadOnlyList<TraceRecord> records)
    {
        using var stream = new MemoryStream();
        RecordWriter.Write(stream, records);
        stream.Position = 0;
        return [.. RecordReader.Read(stream, "written")];
    }
}
