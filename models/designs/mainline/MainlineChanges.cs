namespace UnwindCheck.Models.Designs;

/// <summary>The parts of the design that was merged, each a switch: those of its own history, alternatives that the
/// thread discussed, and repairs.</summary>
[Flags]
public enum MainlineChanges
{
    /// <summary>Peter Zijlstra's roll-up of 15 July 2025.</summary>
    None = 0,

    /// <summary>A request first looks whether its bit is set already, and returns 1 then ("unwind deferred: Use bitmask to
    /// determine which callbacks to call", commit be3d526a5b34).</summary>
    LookFirst = 1 << 0,

    /// <summary><c>unwind_completed</c>: callbacks that were made are not made again because another tracer asks
    /// ("unwind deferred: Add unwind_completed mask to stop spurious callbacks", commit 4c75133e745a).</summary>
    Completed = 1 << 1,

    /// <summary>The exit to user mode has one condition, on a mask with a bit that says that the cache is in use ("unwind:
    /// Add USED bit to only have one conditional on way back to user space", commit 858fa8a3b083).</summary>
    UsedBit = 1 << 2,

    /// <summary>An exiting task is unwound while it has an address space ("unwind: Finish up unwind when a task exits",
    /// commit b3b9cb11aa03).</summary>
    ExitHook = 1 << 3,

    /// <summary>A request returns <c>old &amp; bit</c> as an int where its bit was set already, not 1.</summary>
    ReturnsBit = 1 << 4,

    /// <summary><c>bit</c> is unsigned in the request function, so that a cancelled descriptor is not recognised (commit
    /// be3d526a5b34). Turned off: an int, as in v13, and such a descriptor is refused with a warning.</summary>
    UnsignedBit = 1 << 5,

    /// <summary>v14 to v16, which is v6.17 and v6.18.</summary>
    V617 = LookFirst | Completed | UsedBit | ExitHook | ReturnsBit | UnsignedBit,

    /// <summary>A request from NMI notifies with TWA_NMI_CURRENT ("unwind: Fix unwind_deferred_request() vs NMI", commit
    /// a38a64712e74, with ef1ea98c8fff).</summary>
    NmiCurrent = 1 << 6,

    /// <summary>The exit hook comes after <c>sched_process_exit</c> and <c>perf_event_exit_task()</c> (commit
    /// ae577ea0bc52).</summary>
    ExitHookLate = 1 << 7,

    /// <summary>The reset comes before <c>trace_hardirqs_on_prepare()</c> (commit cf76553aaa36).</summary>
    ResetEarly = 1 << 8,

    /// <summary>v6.19.</summary>
    V619 = V617 | NmiCurrent | ExitHookLate | ResetEarly,

    /// <summary>Not in any kernel: a request whose bit was set returns 1 always.</summary>
    ReturnsOne = 1 << 10,

    /// <summary>Not in any kernel: init() sets the pointer to the callback before it links the descriptor.</summary>
    FunctionFirst = 1 << 11,

    /// <summary>Not in any kernel: the task work takes its snapshot of the mask inside the SRCU section that it calls
    /// from, so that a cancellation waits for whoever has a snapshot.</summary>
    SnapshotInside = 1 << 12,

    /// <summary>Not in any kernel: <c>unwind_completed</c> is set by an atomic operation.</summary>
    AtomicCompleted = 1 << 13,

    /// <summary>Not in any kernel: the walk reads <c>work->bit</c> once, and passes over a descriptor that is being
    /// cancelled.</summary>
    BitReadOnce = 1 << 14,

    /// <summary>Not in any kernel: a request reads the bit of its descriptor with interrupts off already, and a cancellation
    /// waits with synchronize_rcu() for such requests before it clears the bit everywhere.</summary>
    CancelWaitsForRequests = 1 << 15,

    /// <summary>Not in any kernel: a cancellation clears the bit everywhere before it waits with synchronize_srcu(), and
    /// again after it.</summary>
    ClearBeforeWait = 1 << 24,

    /// <summary>Not in any kernel: when the task work cannot be added, only what this request set is cleared.</summary>
    UndoOwnBits = 1 << 16,

    /// <summary>An alternative: the cookie is reset on entry from user mode (v4 to v7).</summary>
    ResetAtEntry = 1 << 17,

    /// <summary>An alternative: a tracer's bit is cleared after its callback (v5 to v7).</summary>
    ClearAfterCallback = 1 << 18,

    /// <summary>An alternative: 1 for pending and 2 for executed (v8 to v13).</summary>
    TwoReturnCodes = 1 << 19,

    /// <summary>An alternative: requests from NMI are refused, with a warning (Peter Zijlstra).</summary>
    NmiRefused = 1 << 20,

    /// <summary>An alternative: requests from NMI are refused silently.</summary>
    NmiRefusedQuietly = 1 << 21,

    /// <summary>TWA_NMI_CURRENT as it was before commit ef1ea98c8fff: its interrupt sets the flag, on whoever runs then.</summary>
    NmiInterruptSetsFlag = 1 << 22,

    /// <summary>TWA_NMI_CURRENT as proposed in v4 01/39 and 02/39: its interrupt sets the flag of the task that the NMI
    /// interrupted.</summary>
    NmiInterruptKnowsTask = 1 << 23,

    /// <summary>Proposed in November 2025 against the unsigned bit: <c>int bit</c>, which then holds <c>BIT(bit)</c> as well, so
    /// that bit 31 is extended and bits from 32 on are lost.</summary>
    MaskInInt = 1 << 25,
}
