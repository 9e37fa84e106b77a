using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>A context was given its cookie.</summary>
public sealed record CookieAssigned(TaskStruct Task, ulong Cookie);

/// <summary>A tracer calls the request function.</summary>
public sealed record RequestStarted(UnwindWork Work, TaskStruct Task, ContextLevel Level);

/// <summary>A request returned to the tracer.</summary>
public sealed record RequestReturned(UnwindWork Work, TaskStruct Task, ContextLevel Level, RequestResult Result);

/// <summary>A callback begins.</summary>
public sealed record CallbackStarted(UnwindWork Work, TaskStruct Task, ulong Cookie);

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
public sealed record CancelStarted(UnwindWork Work, TaskStruct Task);

/// <summary>A cancellation returned.</summary>
public sealed record CancelReturned(UnwindWork Work, TaskStruct Task, bool Result);

/// <summary>A tracer freed the memory of a descriptor.</summary>
public sealed record WorkMemoryFreed(UnwindWork Work);

/// <summary>A function was called whose declaration does not fit the call: the kernel does not compile.</summary>
public sealed record DeclarationMismatch(string Declared, string Called);
