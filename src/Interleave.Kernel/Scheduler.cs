namespace Interleave.Kernel;

/// <summary>Giving up the CPU.</summary>
/// <remarks>Who runs next, and where, the search decides: any runnable task on any free CPU that it may run on. A task
/// that blocks is runnable at once, since it may be woken at any time; one that waits for a lock sleeps until it has it.
/// Run-queue locks are left out: nothing here touches what they protect.</remarks>
internal static class Scheduler
{
    /// <summary><c>schedule()</c>, from process context with interrupts on.</summary>
    public static async Step Schedule(KernelContext context)
    {
        if (!CanSleep(context))
        {
            return;
        }

        await SwitchOut(context);
        Events.Emit(new SwitchedOut(context.Current));
        var runnable = context.Machine.Subsystem is not { } subsystem || await subsystem.PrepareTaskSwitch(context);
        await context.Current.Thread.Leave(runnable);
        if (!runnable)
        {
            await context.Machine.Subsystem!.TaskIsAway(context);
        }

        await SwitchIn(context);
        Events.Emit(new SwitchedIn(context.Current));
    }

    /// <summary>Waits, as a task that sleeps, until a cell holds 0, and stores a value to it at once.</summary>
    public static async Step SleepToAcquire(KernelContext context, Cell cell, uint value = 1)
    {
        if (!CanSleep(context))
        {
            await cell.Acquire(value);
            return;
        }

        await SwitchOut(context);
        await context.Current.Thread.Leave(runnable: false);
        await cell.Acquire(value).WhileAway();
        await context.Current.Thread.Runnable.WriteOnce(1).WhileAway();
        await SwitchIn(context);
    }

    /// <summary>Waits, as a task that sleeps, until a cell holds a value.</summary>
    public static async Step SleepUntil(KernelContext context, Cell cell, uint value)
    {
        if (!CanSleep(context))
        {
            await cell.WaitUntil(value);
            return;
        }

        await SwitchOut(context);
        await context.Current.Thread.Leave(runnable: false);
        await cell.WaitUntil(value).WhileAway();
        await context.Current.Thread.Runnable.WriteOnce(1).WhileAway();
        await SwitchIn(context);
    }

    /// <summary>An interrupt cannot leave its CPU, whatever bug makes it try (<see cref="SleptInAtomic"/> reports that): it
    /// spins. Somebody elsewhere need not leave his.</summary>
    private static bool CanSleep(KernelContext context) => context is { IsElsewhere: false, Level: ContextLevel.Task };

    private static async Step SwitchOut(KernelContext context)
    {
        var machine = context.Machine;
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
        await context.Current.ThreadFlags.FetchAndNot(TaskStruct.TifNeedResched);
        await machine.Trace(Tracepoint.SchedSwitch, context);
    }

    /// <summary>Placed again: <c>finish_task_switch()</c> on whichever CPU that is.</summary>
    private static async Step SwitchIn(KernelContext context)
    {
        var machine = context.Machine;
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
        if (machine.Subsystem is { } subsystem)
        {
            await subsystem.ScheduledIn(context);
        }
    }
}
