using UnwindCheck.Stitching.Tests.Support;

namespace UnwindCheck.Stitching.Tests.Records;

/// <summary>Several streams in the order of time.</summary>
public sealed class StreamMergeTests
{
    [Fact]
    public void Records_come_in_the_order_of_time() =>
        Assert.Equal(["a:1", "b:1", "a:2", "b:2"], Places(Stream("a", (1, 0), (3, 0)), Stream("b", (2, 1), (4, 1))));

    [Fact]
    public void Equal_times_keep_the_order_of_the_streams_and_then_of_the_lines() =>
        Assert.Equal(["b:1", "b:2", "b:3", "a:1", "a:2"], Places(Stream("b", (5, 1), (5, 0), (5, 1)), Stream("a", (5, 0), (5, 0))));

    [Fact]
    public void A_record_that_is_out_of_order_gets_into_its_place_and_is_reported()
    {
        var merged = StreamMerge.ByTime([Stream("a", (1, 0), (9, 0), (3, 0), (4, 0), (9, 0)), Stream("b", (2, 1))]);
        Assert.Equal(["a:1", "b:1", "a:3", "a:4", "a:2", "a:5"], merged.Records.Select(record => $"{record.Place}"));
        Assert.Equal(["a:3", "a:4"], merged.OutOfOrder.Select(record => $"{record.Place}"));
    }

    [Fact]
    public void Buffers_of_several_CPUs_may_follow_one_another_in_a_file() =>
        Assert.Empty(StreamMerge.ByTime([Stream("a", (5, 0), (6, 0), (1, 1), (2, 1))]).OutOfOrder);

    [Fact]
    public void Streams_may_be_empty_or_missing()
    {
        Assert.Empty(StreamMerge.ByTime([]).Records);
        Assert.Empty(StreamMerge.ByTime([[], []]).Records);
    }

    [Fact]
    public void The_largest_times_are_ordered_as_unsigned_numbers() =>
        Assert.Equal(["a:1", "b:1"], Places(Stream("b", (ulong.MaxValue, 0)), Stream("a", (long.MaxValue, 1))));

    [Fact]
    public void Generated_streams_come_out_complete_sorted_and_stable()
    {
        for (ulong seed = 0; seed < 1000; seed++)
        {
            var rng = new Rng(seed);
            var streams = Enumerable.Range(0, rng.Below(4))
                .Select(file => Stream($"{file}", [.. Enumerable.Range(0, rng.Below(8)).Select(_ => ((ulong)rng.Below(6), rng.Below(2)))])).ToList();
            var merged = StreamMerge.ByTime(streams);

            // Stable sorting, said once more: time, then file, then line.
            Assert.Equal(
                streams.SelectMany(stream => stream).OrderBy(record => (record.Time, record.Place!.File, record.Place.Line)),
                merged.Records);
            Assert.Equal(
                streams.SelectMany(stream => stream.Where(
                    (record, index) => stream.Take(index).Any(before => before.Cpu == record.Cpu && before.Time > record.Time))),
                merged.OutOfOrder);
        }
    }

    [Fact]
    public void The_order_of_equal_times_decides_what_the_forward_rule_joins()
    {
        TraceRecord[] sample = [new SampleRecord(5, 0, 1, 1, 7, [])];
        TraceRecord[] callchain = [new DeferredCallchainRecord(5, 1, 1, 1, 7, [])];
        Assert.Equal(["joined", "end-of-data"], Outcomes(() => new ForwardOnlyRule<SampleRecord, DeferredCallchainRecord>()));
        Assert.Equal(["joined", "joined-early"], Outcomes(() => new BothWaysRule<SampleRecord, DeferredCallchainRecord>()));

        IEnumerable<string> Outcomes(Func<IStitchingRule<SampleRecord, DeferredCallchainRecord>> rule) => new[]
        {
            StreamMerge.ByTime([sample, callchain]), StreamMerge.ByTime([callchain, sample]),
        }.Select(merged => StitchedWriter.OutcomeOf(Assert.Single(Stitcher.Stitch(rule(), merged.Records))));
    }

    private static IEnumerable<string> Places(params IReadOnlyList<TraceRecord>[] streams) =>
        StreamMerge.ByTime(streams).Records.Select(record => $"{record.Place}");

    private static IReadOnlyList<TraceRecord> Stream(string file, params (ulong Time, int Cpu)[] records) =>
        [.. records.Select((record, index) => new LostRecord(record.Time, record.Cpu, 1) { Place = new(file, index + 1) })];
}
