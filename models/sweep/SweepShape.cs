namespace UnwindCheck.Models.Sweep;

/// <summary>What a scenario of a sweep consists of, but for the requests.</summary>
/// <param name="Interrupts">The handlers: <c>irq</c>, <c>nmi</c>, <c>nmi depth 2</c>.</param>
/// <param name="Remote">What somebody elsewhere does.</param>
/// <param name="Exits">The last system call ends with exit.</param>
/// <param name="Moves">The task sleeps in its first system call and may go on on another CPU.</param>
/// <param name="Hook">A tracepoint with a tracer on it, or null.</param>
/// <param name="Extra">Something else that the environment does.</param>
internal sealed record SweepShape(IReadOnlyList<string> Interrupts, RemotePlan Remote, bool Exits, bool Moves, string? Hook = null, SweepExtra Extra = SweepExtra.None);

/// <summary>What somebody elsewhere does in a scenario of a sweep. <c>w</c> is the tracer that goes.</summary>
internal enum RemotePlan
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Cancels w while it may still ask.</summary>
    Cancel,

    /// <summary>Stops w and waits, then cancels it.</summary>
    CarefulCancel,

    /// <summary>Cancels w while it may still ask, then registers it again.</summary>
    CancelRegister,

    /// <summary>Stops w and waits, cancels it and registers it again.</summary>
    CarefulCancelRegister,

    /// <summary>Stops w and waits, cancels it, then registers v, which was not registered before.</summary>
    CarefulReplace,
}

/// <summary>What else the environment does.</summary>
internal enum SweepExtra
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The task stops in its first system call and runs its task works there.</summary>
    Stop,

    /// <summary>A signal is delivered on the way out of the first system call.</summary>
    Signal,

    /// <summary>One access to user memory faults.</summary>
    Fault,

    /// <summary>One allocation sleeps or fails.</summary>
    Allocation,

    /// <summary>A callback asks once more.</summary>
    CallbackAsks,

    /// <summary>Somebody unwinds directly in the first system call.</summary>
    Direct,
}
