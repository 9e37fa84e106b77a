namespace UnwindCheck.Models.Designs;

/// <summary>What identifies an entry context in the merged design and in alternatives to it.</summary>
public enum ContextIds
{
    /// <summary>CPU and count, as merged.</summary>
    CpuAndCount,

    /// <summary>A timestamp (v8 to v12).</summary>
    Timestamp,

    /// <summary>A counter in each task, whose lowest bit says that it is in use (Linus Torvalds and Steven Rostedt, July
    /// 2025).</summary>
    TaskCounter,

    /// <summary>The same, with a number of the task that is never used again (Mathieu Desnoyers).</summary>
    TaskNumberAndCounter,
}

/// <summary>What a kernel with the merged design is built with.</summary>
/// <param name="Changes">Its parts.</param>
/// <param name="Ids">What identifies an entry context.</param>
/// <param name="CounterBits">Bits of the counter in a cookie: 32 in the kernel; few, to reach its wrap.</param>
/// <param name="CounterStart">What the counters hold at first.</param>
/// <param name="OtherTracers">How many other tracers are registered already.</param>
public sealed record MainlineOptions(
    MainlineChanges Changes,
    ContextIds Ids = ContextIds.CpuAndCount,
    int CounterBits = 32,
    ulong CounterStart = 0,
    int OtherTracers = 0);
