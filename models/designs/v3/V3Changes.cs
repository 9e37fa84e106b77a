namespace UnwindCheck.Models.Designs;

/// <summary>What differs from v2 as its author pushed it, each a switch.</summary>
[Flags]
public enum V2Changes
{
    /// <summary>As pushed.</summary>
    None = 0,

    /// <summary>The counter is added to: <c>cookie |= cpu &lt;&lt; 48; cookie++</c>, not <c>cookie |= (cpu &lt;&lt; 48) + 1</c>
    /// (Steven Rostedt, 2 October 2024).</summary>
    AddsOne = 1 << 0,

    /// <summary>Not in any tree: <c>local_irq_save()</c> and <c>local_irq_restore()</c> in the request function.</summary>
    SavesFlags = 1 << 1,
}

/// <summary>What differs from v3 as posted, each a switch: what the tree after it changed, and repairs.</summary>
[Flags]
public enum V3Changes
{
    /// <summary>As posted.</summary>
    None = 0,

    /// <summary>The CPU number is shifted above the counter when a cookie is made.</summary>
    ShiftedCpu = 1 << 0,

    /// <summary>The counter counts cookies that were made, not entries from user mode.</summary>
    CountOnDemand = 1 << 1,

    /// <summary>The task work leaves the cookie; the next entry from user mode clears it.</summary>
    KeepCookie = 1 << 2,

    /// <summary><c>work_pending</c> says whether the task work is queued; else a cookie does.</summary>
    WorkPending = 1 << 3,

    /// <summary>The user stack is walked once for a cookie.</summary>
    Cache = 1 << 4,

    /// <summary>A mutex and SRCU in place of the semaphore, <c>enabled</c>, and <c>call_srcu()</c> to clear the slot.</summary>
    Srcu = 1 << 5,

    /// <summary>A request does not look whether its callback is registered.</summary>
    Unchecked = 1 << 6,

    /// <summary>The tree between v3 and v4.</summary>
    V35 = ShiftedCpu | CountOnDemand | KeepCookie | WorkPending | Cache | Srcu | Unchecked,

    /// <summary>Not in any tree: a request reads the task's cookie with interrupts off already.</summary>
    CookieInside = 1 << 7,

    /// <summary>Not in any tree: callbacks are made with an empty trace when there is no memory, as v4 says.</summary>
    CallWithoutMemory = 1 << 8,

    /// <summary>Not in any tree: a slot is called only if whoever asked still has it.</summary>
    OwnerChecked = 1 << 9,

    /// <summary>Not in any tree: unregister waits with <c>srcu_barrier()</c> until the slot is clear. It is not enough: a walk
    /// may have begun after the grace period and before the slot was clear.</summary>
    SrcuBarrier = 1 << 10,

    /// <summary>Not in any tree: unregister clears the slot, and waits for readers after that.</summary>
    ClearFirst = 1 << 11,
}

/// <summary>What a kernel with v2 or v3 is built with.</summary>
/// <param name="CounterBits">Bits of the counter in a cookie: 48; few, to reach its wrap.</param>
/// <param name="CounterStart">What the counters hold at first.</param>
/// <param name="OtherTracers">How many slots are taken by callbacks that never ask.</param>
public sealed record V3Options(int CounterBits = 48, ulong CounterStart = 0, int OtherTracers = 0)
{
    /// <summary>The bits of the counter.</summary>
    internal ulong CounterMask => (1UL << CounterBits) - 1;
}
