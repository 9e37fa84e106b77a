namespace Interleave.Kernel;

/// <summary>A task entered the kernel from user mode: its next entry context begins.</summary>
/// <param name="Task">The task.</param>
/// <param name="Stack">Its user stack, which nothing changes before it returns to user mode.</param>
public sealed record KernelEntered(TaskStruct Task, UserTrace Stack);

/// <summary>The user registers of a task are those of a signal handler from now on, called from where the task was.</summary>
public sealed record SignalFrameBuilt(TaskStruct Task);

/// <summary>A task is back in user mode, where its next instruction runs.</summary>
public sealed record UserReturned(TaskStruct Task);

/// <summary>A task is about to leave its CPU, in <c>schedule()</c>.</summary>
public sealed record SwitchedOut(TaskStruct Task);

/// <summary>A task that left its CPU goes on: <c>schedule()</c> is about to return.</summary>
public sealed record SwitchedIn(TaskStruct Task);

/// <summary>A task has begun to exit.</summary>
public sealed record TaskExiting(TaskStruct Task);

/// <summary>A task has left the list of all tasks: it will run no task work any more.</summary>
public sealed record TaskReleased(TaskStruct Task);

/// <summary>A task has been freed.</summary>
public sealed record TaskGone(TaskStruct Task);

/// <summary>A node was linked into a task's task-work list.</summary>
public sealed record WorkQueued(TaskStruct Task, CallbackHead Head);

/// <summary>A node was unlinked from a task's task-work list by a cancellation.</summary>
public sealed record WorkUnlinked(TaskStruct Task, CallbackHead Head);

/// <summary>A task has taken a node off its detached list and is about to call its function.</summary>
public sealed record WorkStarting(TaskStruct Task, CallbackHead Head);

/// <summary>The function of a node returned.</summary>
public sealed record WorkFinished(TaskStruct Task, CallbackHead Head);

/// <summary><c>WARN_ON_ONCE()</c> fired.</summary>
public sealed record Warned(string Text);

/// <summary>A function that may sleep was called where sleeping is a bug.</summary>
public sealed record SleptInAtomic(KernelContext Context, string Where);

/// <summary>Memory was allocated on behalf of a task.</summary>
public sealed record Allocated(TaskStruct Task, Region Memory);

/// <summary>There was no memory for a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Atomic">Whether whoever wanted it could not sleep.</param>
public sealed record AllocationFailed(TaskStruct Task, bool Atomic = false);

/// <summary>A task wrote to memory that is to be allocated for it.</summary>
public sealed record Stored(TaskStruct Task, Region Memory);

/// <summary>A task read memory that is to be allocated for it.</summary>
public sealed record Loaded(TaskStruct Task, Region Memory);

/// <summary>Memory of a task was freed.</summary>
public sealed record Freed(TaskStruct Task, Region Memory);
