namespace Interleave.Kernel;

/// <summary>Kernel entry from user mode and the way back: <c>kernel/entry/common.c</c> as of v6.13.</summary>
/// <remarks>Left out of the exit loop: uprobes, live patching, signals and architecture work, none of which this
/// interface can meet without a scenario that asks for them. The irq_enable and irq_disable events of local_irq_save() and
/// of interrupts are left out too: a tracer there would ask from within its own requests.</remarks>
internal static class EntryExit
{
    /// <summary><c>enter_from_user_mode()</c>.</summary>
    public static async Step EnterFromUserMode(KernelContext context, UserTrace stack)
    {
        var machine = context.Machine;

        // The hardware turns interrupts off on the way in.
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
        Events.Emit(new KernelEntered(context.Current, stack));
        await machine.Trace(Tracepoint.UserExit, context);
        if (machine.Subsystem is { } subsystem)
        {
            await subsystem.EnterFromUserMode(context);
        }

        // trace_hardirqs_off_finish()
        await machine.Trace(Tracepoint.IrqDisable, context);
    }

    /// <summary><c>exit_to_user_mode_prepare()</c> and <c>exit_to_user_mode()</c>; interrupts are off.</summary>
    public static async Step ExitToUserMode(KernelContext context)
    {
        var machine = context.Machine;
        var task = context.Current;
        var work = await task.ThreadFlags.ReadOnce();
        while (work != 0)
        {
            // local_irq_enable_exit_to_user()
            await machine.Trace(Tracepoint.IrqEnable, context);
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
            if ((work & TaskStruct.TifNeedResched) != 0)
            {
                await Scheduler.Schedule(context);
            }

            if ((work & TaskStruct.TifNotifyResume) != 0)
            {
                await ResumeUserModeWork(context);
            }

            // local_irq_disable_exit_to_user()
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
            await machine.Trace(Tracepoint.IrqDisable, context);
            work = await task.ThreadFlags.ReadOnce();
        }

        // From here on nobody looks at the flags again: what is queued now runs one entry later.
        // trace_hardirqs_on_prepare()
        await machine.Trace(Tracepoint.IrqEnable, context);
        if (machine.Subsystem is { } subsystem)
        {
            await subsystem.ExitToUserMode(context);
        }

        await machine.Trace(Tracepoint.UserEnter, context);
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.User);
        Events.Emit(new UserReturned(task));
    }

    /// <summary><c>resume_user_mode_work()</c>.</summary>
    private static async Step ResumeUserModeWork(KernelContext context)
    {
        // clear_notify_resume(); smp_mb__after_atomic()
        await context.Current.ThreadFlags.FetchAndNot(TaskStruct.TifNotifyResume);
        if (await context.Current.TaskWorks.ReadOnce() != 0)
        {
            await TaskWork.Run(context);
        }
    }
}
