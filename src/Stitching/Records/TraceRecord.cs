namespace UnwindCheck.Stitching;

/// <summary>Something that a tracer wrote to the ring buffer of a CPU.</summary>
/// <param name="Time">When, in nanoseconds of the trace's clock.</param>
/// <param name="Cpu">The number of the CPU whose buffer it went to, from 0.</param>
public abstract record TraceRecord(ulong Time, int Cpu)
{
    /// <summary>Where it was read; null if it was not.</summary>
    public RecordPlace? Place { get; init; }
}

/// <summary>A record about one thread.</summary>
/// <param name="Time">When, in nanoseconds.</param>
/// <param name="Cpu">The CPU whose buffer it went to.</param>
/// <param name="Pid">The process; -1 where the kernel no longer knew it.</param>
/// <param name="Tid">The thread; -1 where the kernel no longer knew it.</param>
public abstract record ThreadRecord(ulong Time, int Cpu, int Pid, int Tid) : TraceRecord(Time, Cpu)
{
    /// <summary>The thread that it is about.</summary>
    public ThreadKey Thread => new(Pid, Tid);
}

/// <summary>A sample: PERF_RECORD_SAMPLE.</summary>
/// <param name="Time">When, in nanoseconds.</param>
/// <param name="Cpu">The CPU whose buffer it went to.</param>
/// <param name="Pid">The process that was sampled.</param>
/// <param name="Tid">The thread that was sampled.</param>
/// <param name="Cookie">What stands after PERF_CONTEXT_USER_DEFERRED in the place of the user stack; null if no user
/// stack was deferred. 0 is a cookie: the kernel should not hand it out, but a rule compares it like any other.</param>
/// <param name="Kernel">The kernel part of the call chain, innermost first, without context markers and cookie.</param>
public sealed record SampleRecord(ulong Time, int Cpu, int Pid, int Tid, ulong? Cookie, AddressList Kernel)
    : ThreadRecord(Time, Cpu, Pid, Tid);

/// <summary>A user stack that was unwound later: PERF_RECORD_CALLCHAIN_DEFERRED.</summary>
/// <param name="Time">When it was written, in nanoseconds.</param>
/// <param name="Cpu">The CPU whose buffer it went to.</param>
/// <param name="Pid">The process.</param>
/// <param name="Tid">The thread whose stack it is.</param>
/// <param name="Cookie">The cookie that its samples have.</param>
/// <param name="User">The user part of the call chain, innermost first; empty if the unwinder found nothing.</param>
public sealed record DeferredCallchainRecord(ulong Time, int Cpu, int Pid, int Tid, ulong Cookie, AddressList User)
    : ThreadRecord(Time, Cpu, Pid, Tid);

/// <summary>A thread begins to exist: PERF_RECORD_FORK.</summary>
/// <param name="Time">When, in nanoseconds.</param>
/// <param name="Cpu">The CPU whose buffer it went to.</param>
/// <param name="Pid">The process of the new thread.</param>
/// <param name="Tid">The new thread.</param>
public sealed record ForkRecord(ulong Time, int Cpu, int Pid, int Tid) : ThreadRecord(Time, Cpu, Pid, Tid);

/// <summary>A thread ends: PERF_RECORD_EXIT. Its number may be given to another one afterwards.</summary>
/// <param name="Time">When, in nanoseconds.</param>
/// <param name="Cpu">The CPU whose buffer it went to.</param>
/// <param name="Pid">The process of the thread.</param>
/// <param name="Tid">The thread.</param>
public sealed record ExitRecord(ulong Time, int Cpu, int Pid, int Tid) : ThreadRecord(Time, Cpu, Pid, Tid);

/// <summary>The buffer was full: PERF_RECORD_LOST.</summary>
/// <param name="Time">When that was noticed, in nanoseconds.</param>
/// <param name="Cpu">The CPU whose buffer it was.</param>
/// <param name="Count">How many records of any kind are missing.</param>
public sealed record LostRecord(ulong Time, int Cpu, ulong Count) : TraceRecord(Time, Cpu);
