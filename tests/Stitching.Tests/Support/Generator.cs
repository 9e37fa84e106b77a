namespace UnwindCheck.Stitching.Tests.Support;

/// <summary>Sequences of events in which few threads and cookies meet often, in every order and with every disorder.</summary>
internal static class Generator
{
    public static IReadOnlyList<ThreadEvent<string, string>> Events(ulong seed, bool threadsEnd)
    {
        var rng = new Rng(seed);
        var threads = 1 + rng.Below(3);
        var cookies = 1 + rng.Below(3);
        return [.. Enumerable.Range(0, rng.Below(16)).Select(index => Event(index))];

        ThreadEvent<string, string> Event(int index)
        {
            var tid = rng.Below(threads);
            var pid = threadsEnd && rng.OneIn(8) ? 2 : 1;
            var cookie = (ulong)rng.Below(cookies);
            return rng.Below(threadsEnd ? 12 : 10) switch
            {
                < 5 => Play.Sample($"s{index}", tid, rng.OneIn(8) ? null : cookie, pid),
                < 10 => Play.Stack($"u{index}", tid, cookie, pid),
                10 => Play.Fork(tid, pid),
                _ => Play.Exit(tid, pid),
            };
        }
    }

    public static IReadOnlyList<TraceRecord> Records(ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, rng.Below(20)).Select(_ => Record())];

        TraceRecord Record()
        {
            var (time, cpu, pid, tid) = (rng.AnyNumber(), (int)(rng.AnyNumber() & int.MaxValue), Identifier(), Identifier());
            return rng.Below(6) switch
            {
                0 or 1 => new SampleRecord(time, cpu, pid, tid, rng.OneIn(4) ? null : rng.AnyNumber(), Addresses()),
                2 => new DeferredCallchainRecord(time, cpu, pid, tid, rng.AnyNumber(), Addresses()),
                3 => new ForkRecord(time, cpu, pid, tid),
                4 => new ExitRecord(time, cpu, pid, tid),
                _ => new LostRecord(time, cpu, rng.AnyNumber()),
            };
        }

        int Identifier() => rng.OneIn(4) ? -1 : (int)(rng.AnyNumber() & int.MaxValue);

        AddressList Addresses() => [.. Enumerable.Range(0, rng.Below(5)).Select(_ => rng.AnyNumber())];
    }
}
