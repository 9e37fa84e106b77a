namespace UnwindCheck.Stitching;

/// <summary>Makes one sequence of records out of several.</summary>
/// <remarks>
/// Records are ordered by time. Equal times keep the order of the streams as given, and within a stream the order of its
/// lines, as the perf tool does (queue_event() in tools/perf/util/ordered-events.c puts a new event behind those of the
/// same time). The perf tool sorts within a round of flushes and warns about what comes later than that; here everything
/// is read before it is sorted, so a record that is out of order always gets into its place. It is reported nevertheless:
/// clocks of CPUs that disagree make such records, and then the order of others cannot be trusted either.
/// </remarks>
public static class StreamMerge
{
    /// <summary>All records by time, and those that stand in their stream after a later one of the same CPU.</summary>
    /// <param name="streams">Streams as they were read: a file with the records of one CPU or of several.</param>
    public static MergedStreams ByTime(IEnumerable<IReadOnlyList<TraceRecord>> streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        var all = new List<TraceRecord>();
        var outOfOrder = new List<TraceRecord>();
        foreach (var stream in streams)
        {
            // A file may hold the buffers of several CPUs one after the other; only within a buffer is time expected to rise.
            var latest = new Dictionary<int, ulong>();
            foreach (var record in stream)
            {
                if (latest.TryGetValue(record.Cpu, out var before) && record.Time < before)
                {
                    outOfOrder.Add(record);
                }
                else
                {
                    latest[record.Cpu] = record.Time;
                }

                all.Add(record);
            }
        }

        // OrderBy is stable.
        return new MergedStreams([.. all.OrderBy(record => record.Time)], outOfOrder);
    }
}

/// <summary>Several streams made into one.</summary>
/// <param name="Records">All records, by time.</param>
/// <param name="OutOfOrder">Those with an earlier time than one above them in the same stream and of the same CPU.</param>
public sealed record MergedStreams(IReadOnlyList<TraceRecord> Records, IReadOnlyList<TraceRecord> OutOfOrder);
