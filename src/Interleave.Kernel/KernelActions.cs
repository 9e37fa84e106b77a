namespace Interleave.Kernel;

/// <summary>The task sleeps until it is woken, which may be at any time.</summary>
public sealed class BlockAction : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await context.MightSleep("schedule()");
        await Scheduler.Schedule(context);
        return true;
    }
}

/// <summary>The task exits.</summary>
public sealed class ExitAction : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await TaskExit.DoExit(context);
        return false;
    }
}

/// <summary>The task forks another one: <c>copy_process()</c> and <c>wake_up_new_task()</c>.</summary>
public sealed class ForkAction(TaskStruct child) : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        if (context.Machine.Subsystem is { } subsystem)
        {
            await subsystem.CopyProcess(context, child);
        }

        await context.Machine.TaskList.Add(child);

        await child.Thread.Runnable.WriteOnce(1);
        Events.Emit(child.Life.Forked());
        return true;
    }
}

/// <summary>The scheduler asks <c>current</c> to give up the CPU when it can, as the timer tick does.</summary>
public sealed class NeedReschedAction : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await context.Current.ThreadFlags.FetchOr(TaskStruct.TifNeedResched);
        return true;
    }
}

/// <summary>A signal for the task itself: its handler runs when the task comes back to user mode.</summary>
public sealed class SignalAction : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await context.Current.ThreadFlags.FetchOr(TaskStruct.TifSigPending);
        return true;
    }
}

/// <summary>The task stops in the middle of a system call and runs its task works there, as <c>ptrace_notify()</c> and
/// io_uring's <c>io_run_task_work()</c> do.</summary>
public sealed class RunTaskWorkAction : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        if (await context.Current.TaskWorks.ReadOnce() != 0)
        {
            await TaskWork.Run(context);
        }

        return true;
    }
}

/// <summary>The task takes its address space's <c>mmap_lock</c> for writing, and sleeps with it.</summary>
public sealed class MmapWriteAction : IKernelAction
{
    /// <inheritdoc/>
    public async Step<bool> Run(KernelContext context)
    {
        await context.Machine.MmapLock!.AcquireWrite(context);
        await Scheduler.Schedule(context);
        await context.Machine.MmapLock!.ReleaseWrite(context);
        return true;
    }
}
