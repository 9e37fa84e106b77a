namespace Interleave.Kernel;

/// <summary>Kernel entry from user mode and the way back: <c>kernel/entry/common.c</c> as of v6.13 and v6.17, which differ
/// in nothing but the place of a hook.</summary>
/// <remarks>Left out of the exit loop: uprobes, live patching and architecture work, none of which this interface can meet
/// without a scenario that asks for them. The irq_enable and irq_disable events of local_irq_save() and of interrupts are
/// left out too: a tracer there would ask from within its own requests.</remarks>
internal static class EntryExit
{
    /// <summary><c>enter_from_user_mode()</c>: an entry context begins.</summary>
    public static async Step EnterFromUserMode(KernelContext context, UserTrace stack)
    {
        // The hardware turns interrupts off on the way in.
        await context.Machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
        Events.Emit(new KernelEntered(context.Current, stack));
        await Enter(context);
    }

    /// <summary><c>exit_to_user_mode_prepare()</c> and <c>exit_to_user_mode()</c>; interrupts are off.</summary>
    public static async Step ExitToUserMode(KernelContext context)
    {
        while (true)
        {
            await ExitLoop(context);
            await Exit(context);
            await context.Machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.User);
            if (context.Machine.Subsystem is { } subsystem)
            {
                await subsystem.BackInUserMode(context);
            }

            if (!await TakePendingInterrupt(context))
            {
                Events.Emit(new UserReturned(context.Current));
                return;
            }
        }
    }

    /// <summary>What an NMI that struck in user mode left pending; then user mode goes on. It has an exit loop only if it
    /// is taken: the NMI itself returns without one.</summary>
    public static async Step AfterNmiInUserMode(KernelContext context)
    {
        if (!await TakePendingInterrupt(context))
        {
            Events.Emit(new UserReturned(context.Current));
            return;
        }

        await ExitToUserMode(context);
    }

    /// <summary>An interrupt that a CPU has sent to itself is taken before the next instruction in user mode: an entry from
    /// user mode, but no instruction of the user has run since the last one, so that the entry context goes on.</summary>
    private static async Step<bool> TakePendingInterrupt(KernelContext context)
    {
        for (var i = 0; i < context.Machine.IrqWorks.Count; i++)
        {
            if (await context.Machine.IrqWorks[i].TakeInUserMode())
            {
                await context.Machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
                await Enter(context);
                await context.Machine.IrqWorks[i].Run(context);
                return true;
            }
        }

        return false;
    }

    private static async Step Enter(KernelContext context)
    {
        var machine = context.Machine;
        await machine.Trace(Tracepoint.UserExit, context);
        if (machine.Subsystem is { } subsystem)
        {
            await subsystem.EnterFromUserMode(context);
        }

        // trace_hardirqs_off_finish()
        await machine.Trace(Tracepoint.IrqDisable, context);
    }

    private static async Step ExitLoop(KernelContext context)
    {
        var machine = context.Machine;
        var work = await context.Current.ThreadFlags.ReadOnce();
        while (work != 0)
        {
            // local_irq_enable_exit_to_user()
            await machine.Trace(Tracepoint.IrqEnable, context);
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
            if ((work & TaskStruct.TifNeedResched) != 0)
            {
                await Scheduler.Schedule(context);
            }

            if ((work & TaskStruct.TifSigPending) != 0)
            {
                await Signals.DoSignal(context);
            }

            if ((work & TaskStruct.TifNotifyResume) != 0)
            {
                await ResumeUserModeWork(context);
            }

            // local_irq_disable_exit_to_user()
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
            await machine.Trace(Tracepoint.IrqDisable, context);
            work = await context.Current.ThreadFlags.ReadOnce();
        }
    }

    /// <summary><c>exit_to_user_mode()</c>. Nobody looks at the flags again: what is queued now runs one entry later.</summary>
    private static async Step Exit(KernelContext context)
    {
        var machine = context.Machine;
        if (machine.Subsystem is { } before)
        {
            await before.BeforeHardirqsOn(context);
        }

        // trace_hardirqs_on_prepare()
        await machine.Trace(Tracepoint.IrqEnable, context);
        if (machine.Subsystem is { } subsystem)
        {
            await subsystem.ExitToUserMode(context);
        }

        await machine.Trace(Tracepoint.UserEnter, context);
    }

    /// <summary><c>resume_user_mode_work()</c>.</summary>
    public static async Step ResumeUserModeWork(KernelContext context)
    {
        // clear_notify_resume(); smp_mb__after_atomic()
        await context.Current.ThreadFlags.FetchAndNot(TaskStruct.TifNotifyResume);
        if (await context.Current.TaskWorks.ReadOnce() != 0)
        {
            await TaskWork.Run(context);
        }
    }
}
