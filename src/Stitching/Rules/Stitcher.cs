namespace UnwindCheck.Stitching;

/// <summary>Applies a rule to records.</summary>
public static class Stitcher
{
    /// <summary>Joins samples and stacks: every sample once, in the order in which the rule hands them on.</summary>
    /// <param name="rule">The rule before the first record.</param>
    /// <param name="records">Records in the order of time.</param>
    public static IReadOnlyList<Delivery<SampleRecord, DeferredCallchainRecord>> Stitch(
        IStitchingRule<SampleRecord, DeferredCallchainRecord> rule, IEnumerable<TraceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(records);
        var all = new List<Delivery<SampleRecord, DeferredCallchainRecord>>();
        foreach (var occurrence in records.Select(EventOf).OfType<ThreadEvent<SampleRecord, DeferredCallchainRecord>>())
        {
            (rule, var delivered) = rule.Next(occurrence);
            all.AddRange(delivered);
        }

        all.AddRange(rule.End());
        return all;
    }

    /// <summary>What a rule learns from a record; null if it is of a kind that no rule looks at.</summary>
    private static ThreadEvent<SampleRecord, DeferredCallchainRecord>? EventOf(TraceRecord record) => record switch
    {
        SampleRecord sample => new SampleTaken<SampleRecord, DeferredCallchainRecord>(sample.Thread, sample.Cookie, sample),
        DeferredCallchainRecord callchain =>
            new StackUnwound<SampleRecord, DeferredCallchainRecord>(callchain.Thread, callchain.Cookie, callchain),
        ForkRecord fork => new ThreadStarted<SampleRecord, DeferredCallchainRecord>(fork.Thread),
        ExitRecord exit => new ThreadEnded<SampleRecord, DeferredCallchainRecord>(exit.Thread),
        _ => null,
    };
}
