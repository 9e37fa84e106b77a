namespace UnwindCheck.Models.Designs;

/// <summary>How a cookie is made of a CPU number and that CPU's counter.</summary>
public enum CookieEncoding
{
    /// <summary>As posted: the counter's low bits, the CPU number above them.</summary>
    Posted,

    /// <summary>The lowest bit is always 1, the counter above it (Peter Zijlstra, seed thread #13).</summary>
    LowestBitOne,

    /// <summary>As posted, but the counter skips values that are 0 in the cookie (Josh Poimboeuf, #11).</summary>
    DoubleIncrement,

    /// <summary>As many bits for the CPU number as <c>ilog2(NR_CPUS)</c> (Mathieu Desnoyers, #4).</summary>
    IlogCpuBits,
}

/// <summary>Changes to the v4 design. Each is one switch, so that a search can tell which one cures what.</summary>
[Flags]
public enum V4Changes
{
    /// <summary>As posted.</summary>
    None = 0,

    /// <summary><c>get_cookie()</c> returns the cookie that it has just made, not the 0 it read before.</summary>
    ReturnNewCookie = 1 << 0,

    /// <summary>The trace in the task work starts as <c>{ }</c>, so that a callback without an unwind gets an empty one.</summary>
    InitialiseTrace = 1 << 1,

    /// <summary><c>pending</c> is cleared before the callback, not after it: a request during the callback queues again
    /// instead of pointing to a callback that has already begun. Not needed with <see cref="OncePerContext"/>, which
    /// refuses such a request; it is the cure that keeps the promise of another callback.</summary>
    ClearPendingFirst = 1 << 2,

    /// <summary>A request claims <c>pending</c> with one atomic operation before it queues the work, so that two CPUs
    /// cannot both queue it, and a cancellation cannot come between the queueing and the mark.</summary>
    ClaimPending = 1 << 3,

    /// <summary>A request in a context whose callback has been made is refused with cookie 0. This gives up the promise
    /// that the callback "will be called again", which is what keeps the exit loop from ending.</summary>
    OncePerContext = 1 << 4,

    /// <summary>A cancellation that does not find the work queued waits until no callback is pending or running.</summary>
    CancelWaits = 1 << 5,

    /// <summary>The cookie is reset on the way to user mode, not on entry, where a tracer on <c>user_exit</c> may already
    /// have been given one.</summary>
    ResetAtExit = 1 << 6,

    /// <summary>A request from NMI is refused without a warning.</summary>
    QuietInNmi = 1 << 7,

    /// <summary>The stubs of a kernel without <c>CONFIG_UNWIND_USER</c> have the arguments of the real functions and
    /// store a cookie of 0.</summary>
    MatchingStubs = 1 << 8,

    /// <summary>The changes that repair what can be repaired; none of them can be left out.</summary>
    AllRepairs = ((1 << 9) - 1) & ~ClearPendingFirst,

    /// <summary>Not a repair: requests from NMI are served like any other. It shows why they cannot be.</summary>
    AcceptNmi = 1 << 9,

    /// <summary>The user stack is walked once for a cookie ("[PATCH v4 29/39] unwind_user/deferred: Add unwind cache").</summary>
    Cache = 1 << 10,

    /// <summary>Requests from NMI have a function and a cookie of their own ("[PATCH v4 30/39] unwind_user/deferred: Make
    /// unwind deferral requests NMI-safe"): see <see cref="V4Design"/>.</summary>
    NmiCookie = 1 << 11,
}

/// <summary>What a kernel with the v4 design is built with.</summary>
/// <param name="Encoding">How cookies are made.</param>
/// <param name="Changes">What differs from the patch as posted.</param>
/// <param name="CounterBits">Bits of the counter in a cookie: 48 in the patch; few, to reach its wrap.</param>
/// <param name="CounterStart">What the counters hold at first: 0 after boot; more, to be near the wrap.</param>
public sealed record V4Options(CookieEncoding Encoding, V4Changes Changes, int CounterBits = 48, ulong CounterStart = 0);
