namespace Interleave.Kernel;

/// <summary>The life of one task: its program in user mode, and the kernel's entry and exit paths around it.</summary>
internal sealed class TaskLife(Machine machine, TaskStruct task, UserMode program, bool placed) : IModelObject
{
    /// <summary>Runs the program.</summary>
    public async Step Run(KernelContext context)
    {
        if (!placed)
        {
            // First time on a CPU: finish_task_switch(), then straight to user mode. The exit loop on this way is
            // left out: nobody can have queued work for a task that has not run.
            await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.User);
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
            await EntryExit.EnterFromUserMode(context, point.InterruptedStack);
            if (!await RunHandler(context, interrupt))
            {
                return false;
            }

            await EntryExit.ExitToUserMode(context);

            // Any other may be the next.
            i = 0;
        }

        return true;
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
