namespace Interleave.Kernel;

/// <summary>The life of one task: its program, and the kernel's entry and exit paths around it.</summary>
internal sealed class TaskLife(Machine machine, TaskStruct task, UserMode program, bool placed, bool forked) : IModelObject
{
    /// <summary>Whether the task is in the kernel before it has its first CPU, in an entry context that NMIs may meet as
    /// soon as it has one.</summary>
    public bool BeginsInContext => !placed && !forked && (task.Kind != TaskKind.User || machine.HasNmis);

    /// <summary>The user stack in the context that a task begins in which is in the kernel at first.</summary>
    private UserTrace FirstStack =>
        task.Kind != TaskKind.User ? default(UserTrace).Add(0) : forked ? program.Points[0].Stack : program.Points[0].InterruptedStack;

    /// <summary>Runs the program.</summary>
    public Step Run(KernelContext context) => task.Kind == TaskKind.User ? RunInUserMode(context) : RunInKernel(context);

    private async Step RunInUserMode(KernelContext context)
    {
        if (!placed)
        {
            await FirstReturn(context);
        }

        for (var i = 0; i < program.Points.Count; i++)
        {
            if (!await InterruptsInUserMode(context, program.Points[i]))
            {
                return;
            }

            if (program.Points[i].Statement is not null && !await Execute(context, program.Points[i]))
            {
                return;
            }
        }
    }

    /// <summary>The first time on a CPU: <c>finish_task_switch()</c>, then to user mode.</summary>
    private async Step FirstReturn(KernelContext context)
    {
        if (forked)
        {
            // ret_from_fork(): schedule_tail() with the parent's user registers, then syscall_exit_to_user_mode().
            await task.User.InstructionPointer.Write(program.Points[0].Site);
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
            await EntryExit.ExitToUserMode(context);
        }
        else if (BeginsInContext)
        {
            // An interrupt has preempted it in user mode.
            await task.User.InstructionPointer.Write(program.Points[0].Site + 1).WhileAway();
            await BeginContext();
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
            await EntryExit.ExitToUserMode(context);
        }
        else
        {
            // The same, but without NMIs nothing can give it work now: its exit loop is left out.
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.User);
        }
    }

    /// <summary>Lets a task that waits for its first CPU have one, in the context that it is in.</summary>
    private async Step BeginContext()
    {
        await task.Thread.Runnable.WriteOnce(1).WhileAway();
        Events.Emit(new KernelEntered(task, FirstStack));
    }

    /// <summary>The beginning of the context that a fork makes for the task.</summary>
    public KernelEntered Forked() => new(task, FirstStack);

    /// <summary>A user worker or a kernel thread: it looks at its task works between two pieces of work, as
    /// <c>io_wq_worker()</c> and <c>vhost_task_fn()</c> do, and never returns to user mode.</summary>
    private async Step RunInKernel(KernelContext context)
    {
        if (BeginsInContext)
        {
            await BeginContext();
        }

        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
        if (placed)
        {
            Events.Emit(new KernelEntered(task, FirstStack));
        }

        for (var i = 0; i < program.Points.Count; i++)
        {
            if (program.Points[i].Statement is Syscall work && !await work.Body.Run(context))
            {
                return;
            }

            if ((await task.ThreadFlags.ReadOnce() & TaskStruct.TifNotifyResume) != 0)
            {
                await EntryExit.ResumeUserModeWork(context);
            }
        }

        // What it does from now on concerns nobody here: it sleeps, and the CPU is another task's. schedule() has interrupts off.
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
    }

    private async Step<bool> Execute(KernelContext context, UserPoint point)
    {
        var user = task.User;
        switch (point.Statement)
        {
            case UserCall:
                var frame = (uint)point.Depth + 1;
                await user.SavedFramePointer(frame).Write((uint)point.Depth);
                await user.ReturnAddress(frame).Write(point.Site);
                await user.FramePointer.Write(frame);
                return true;

            case UserReturn:
                await user.FramePointer.Write((uint)point.Depth - 1);
                return true;

            default:
                return await SystemCall(context, point, ((Syscall)point.Statement!).Body);
        }
    }

    private async Step<bool> SystemCall(KernelContext context, UserPoint point, KernelBlock body)
    {
        await task.User.InstructionPointer.Write(point.Site);
        await EntryExit.EnterFromUserMode(context, point.Stack);

        // local_irq_enable()
        await machine.Trace(Tracepoint.IrqEnable, context);
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
        if (!await body.Run(context))
        {
            return false;
        }

        // local_irq_disable_exit_to_user()
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
        await machine.Trace(Tracepoint.IrqDisable, context);
        await EntryExit.ExitToUserMode(context);
        return true;
    }

    /// <summary>Lets interrupts strike between two statements in user mode: each is an entry of its own. False when
    /// one ended the task.</summary>
    private async Step<bool> InterruptsInUserMode(KernelContext context, UserPoint point)
    {
        for (var i = 0; i < machine.Interrupts.Count;)
        {
            var interrupt = machine.Interrupts[i];
            if (!interrupt.InUserMode || !await StrikesHere(context, interrupt))
            {
                i++;
                continue;
            }

            await task.User.InstructionPointer.Write(point.Site + 1);
            if (!await Interrupt(context, interrupt, point))
            {
                return false;
            }

            // Any other may be the next.
            i = 0;
        }

        return true;
    }

    private async Step<bool> Interrupt(KernelContext context, Interrupt interrupt, UserPoint point)
    {
        if (interrupt.Level == ContextLevel.Nmi)
        {
            await Nmi(context, interrupt, point);
            return true;
        }

        await EntryExit.EnterFromUserMode(context, point.InterruptedStack);
        if (!await RunHandler(context, interrupt))
        {
            return false;
        }

        await EntryExit.ExitToUserMode(context);
        return true;
    }

    /// <summary>An NMI from user mode: no <c>enter_from_user_mode()</c> on the way in, and no exit loop on the way out
    /// (<c>irqentry_nmi_enter()</c>, <c>irqentry_nmi_exit()</c>).</summary>
    private async Step Nmi(KernelContext context, Interrupt interrupt, UserPoint point)
    {
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.InNmi(interrupt.Depth));
        Events.Emit(new KernelEntered(task, point.InterruptedStack));
        await RunHandler(context, interrupt);
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.User);
        await EntryExit.AfterNmiInUserMode(context);
    }

    /// <summary>Whether an interrupt strikes now, on the CPU where the task is.</summary>
    private async Step<bool> StrikesHere(KernelContext context, Interrupt interrupt)
    {
        if (interrupt.On.Count < machine.Cpus.Count)
        {
            var cpu = machine.CpuNumber(await context.SmpProcessorId());
            if (!interrupt.On.Contains(cpu))
            {
                return false;
            }
        }

        return await interrupt.Budget.Choose(2, interrupt.Name + " in user mode", ChoiceKind.Interrupt) == 1;
    }

    /// <summary>Runs the handler of an interrupt from user mode, on the CPU where the task is: interrupts stay off, so
    /// it cannot move.</summary>
    private async Step<bool> RunHandler(KernelContext context, Interrupt interrupt)
    {
        var cpu = machine.CpuNumber(await context.SmpProcessorId());
        return await interrupt.Body.Run(machine.ContextOf(task, interrupt.Level, cpu));
    }
}
