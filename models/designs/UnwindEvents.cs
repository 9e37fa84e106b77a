using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>A context was given its cookie.</summary>
public sealed record CookieAssigned(TaskStruct Task, ulong Cookie);

/// <summary>A tracer calls the request function.</summary>
public sealed record RequestStarted(UnwindWork Work, TaskStruct Task, ContextLevel Level);

/// <summary>A request returned to the tracer.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Task">The task that was current.</param>
/// <param name="Level">Where the tracer asked.</param>
/// <param name="Result">What it was told.</param>
/// <param name="Meaning">What that promises.</param>
public sealed record RequestReturned(UnwindWork Work, TaskStruct Task, ContextLevel Level, RequestResult Result, RequestMeaning Meaning)
{
    /// <summary>Whether the tracer expects a user stack with this cookie.</summary>
    public bool Accepted => Meaning is not (RequestMeaning.Refused or RequestMeaning.TooLate);
}

/// <summary>The user stack that a callback will be handed is settled: who asks from now on comes too late for it.</summary>
public sealed record StackSettled(UnwindWork Work, TaskStruct Task);

/// <summary>A callback begins.</summary>
public sealed record CallbackStarted(UnwindWork Work, TaskStruct Task, ulong Cookie);

/// <summary>A callback is handed data that some request left for it.</summary>
/// <param name="Work">The descriptor whose callback is called.</param>
/// <param name="Data">The descriptor that the data belongs to.</param>
/// <param name="Task">The task in which it runs.</param>
public sealed record CallbackHandedData(UnwindWork Work, UnwindWork Data, TaskStruct Task);

/// <summary>A tracer has taken the kernel's part of a sample: the user's part is to be joined to it later.</summary>
public sealed record KernelSampleTaken(UnwindWork Work, TaskStruct Task);

/// <summary>A callback has read its arguments.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Task">The task in which it runs.</param>
/// <param name="Cookie">The cookie that it was handed.</param>
/// <param name="Stack">The user stack that it was handed; null when the argument was never initialised.</param>
public sealed record CallbackSawStack(UnwindWork Work, TaskStruct Task, ulong Cookie, UserTrace? Stack);

/// <summary>A callback returned.</summary>
public sealed record CallbackFinished(UnwindWork Work, TaskStruct Task);

/// <summary>The pending mark of a descriptor was set, on behalf of a task's request.</summary>
public sealed record PendingSet(UnwindWork Work, TaskStruct Task);

/// <summary>The pending mark of a descriptor was cleared.</summary>
public sealed record PendingCleared(UnwindWork Work);

/// <summary>Somebody is about to cancel a descriptor.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Task">The task in which; null: in all of them.</param>
public sealed record CancelStarted(UnwindWork Work, TaskStruct? Task);

/// <summary>A cancellation returned.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Task">The task in which; null: in all of them.</param>
/// <param name="Result">What it returned, where it returns something.</param>
public sealed record CancelReturned(UnwindWork Work, TaskStruct? Task, bool Result);

/// <summary>Somebody registers a descriptor again.</summary>
public sealed record RegisterStarted(UnwindWork Work);

/// <summary>A registration returned.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Accepted">Whether it is registered now; else it was refused.</param>
/// <param name="Crowded">Whether other tracers may have taken all there is.</param>
public sealed record RegisterReturned(UnwindWork Work, bool Accepted, bool Crowded = false);

/// <summary>A pointer to a callback was called that is NULL.</summary>
public sealed record NullCalled(UnwindWork Work, TaskStruct Task);

/// <summary>A tracer unwound the user stack of <c>current</c> by itself, through the interface's cache: to nothing, if it could not
/// be.</summary>
public sealed record UnwoundDirectly(TaskStruct Task, UserTrace Stack);

/// <summary>A bit of a task's mask was set for a descriptor.</summary>
/// <param name="Task">The task.</param>
/// <param name="Work">The descriptor.</param>
/// <param name="Bit">The number of the bit.</param>
/// <param name="Found">The bits of tracers that were found set, where the design looks at them in the same atomic operation.</param>
public sealed record MaskBitSet(TaskStruct Task, UnwindWork Work, int Bit, ulong Found = 0);

/// <summary>Bits of a task's mask were cleared.</summary>
public sealed record MaskBitsCleared(TaskStruct Task, ulong Bits);

/// <summary>What a design keeps in a task on behalf of the entry context that it is in.</summary>
public enum ContextPart
{
    /// <summary>What identifies the context.</summary>
    Cookie,

    /// <summary>The same, left by an NMI in a variable of its own.</summary>
    CookieOfNmi,

    /// <summary>The user stack, in the cache.</summary>
    Stack,

    /// <summary>The mark that the task work is queued.</summary>
    PendingMark,
}

/// <summary>Something is kept in a task from now on.</summary>
public sealed record KeptInTask(TaskStruct Task, ContextPart Part);

/// <summary>Something is no longer kept in a task.</summary>
public sealed record ForgottenInTask(TaskStruct Task, ContextPart Part);

/// <summary>A descriptor was given a bit.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Bit">The number of the bit.</param>
/// <param name="Reserved">Whether the interface uses that bit itself.</param>
public sealed record MaskBitAssigned(UnwindWork Work, int Bit, bool Reserved);

/// <summary>A tracer freed the memory of a descriptor.</summary>
public sealed record WorkMemoryFreed(UnwindWork Work);

/// <summary>A function was called whose declaration does not fit the call: the kernel does not compile.</summary>
public sealed record DeclarationMismatch(string Declared, string Called);
