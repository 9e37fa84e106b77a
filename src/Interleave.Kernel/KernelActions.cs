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

        await child.Thread.Runnable.WriteOnce(1);
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
