namespace Interleave.Kernel;

/// <summary>A place in the kernel where a tracer may sit.</summary>
public enum Tracepoint
{
    /// <summary><c>user_exit</c>: entry from user mode, before the subsystem's entry hook; interrupts off.</summary>
    UserExit,

    /// <summary><c>irq_enable</c>: at the start of a system call, in the exit loop, and after it (<c>user_enter</c> follows);
    /// interrupts still off.</summary>
    IrqEnable,

    /// <summary><c>irq_disable</c>: on entry after the subsystem's entry hook, at the end of a system call, and in the exit
    /// loop; interrupts already off.</summary>
    IrqDisable,

    /// <summary><c>user_enter</c>: after the exit loop has looked at the flags for the last time; interrupts off.</summary>
    UserEnter,

    /// <summary><c>sched_switch</c>, in the context of the task that leaves; interrupts off.</summary>
    SchedSwitch,

    /// <summary><c>sched_process_exit</c>, in <c>do_exit()</c> after <c>exit_mm()</c>; interrupts on.</summary>
    SchedProcessExit,
}

/// <summary>The tracers on the machine's tracepoints.</summary>
public interface ITracepointProbes : IModelObject
{
    /// <summary>Runs what is attached to a tracepoint.</summary>
    Step At(Tracepoint point, KernelContext context);
}

/// <summary>What a subsystem does in the kernel's entry, fork and exit paths.</summary>
public interface IKernelSubsystem : IModelObject
{
    /// <summary>On entry from user mode, right after the <c>user_exit</c> tracepoint; interrupts off.</summary>
    Step EnterFromUserMode(KernelContext context);

    /// <summary>On the way to user mode, after the exit loop and before the <c>user_enter</c> tracepoint; interrupts
    /// off.</summary>
    Step ExitToUserMode(KernelContext context);

    /// <summary>In <c>copy_process()</c>: <c>dup_task_struct</c> has just copied the parent's fields to the child.</summary>
    Step CopyProcess(KernelContext parent, TaskStruct child);

    /// <summary>In <c>__put_task_struct()</c>, when the last reference is gone.</summary>
    Step FreeTask(TaskStruct task);
}
