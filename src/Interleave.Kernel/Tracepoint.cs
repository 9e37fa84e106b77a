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

    /// <summary><c>sched_process_exit</c>, in <c>do_exit()</c>, before or after <c>exit_mm()</c>: see
    /// <see cref="KernelRelease"/>; interrupts on.</summary>
    SchedProcessExit,

    /// <summary><c>signal_deliver</c>, in <c>get_signal()</c>: task works have run, the signal frame is not built yet;
    /// interrupts on.</summary>
    SignalDeliver,
}

/// <summary>The tracers on the machine's tracepoints.</summary>
public interface ITracepointProbes : IModelObject
{
    /// <summary>Runs what is attached to a tracepoint.</summary>
    Step At(Tracepoint point, KernelContext context);
}
