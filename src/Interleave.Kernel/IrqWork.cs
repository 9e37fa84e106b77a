namespace Interleave.Kernel;

/// <summary>An <c>irq_work</c> on each CPU: an interrupt that a CPU sends to itself.</summary>
/// <remarks>The interrupt is taken as soon as interrupts are on: inside the kernel before the next instruction of what was
/// interrupted, on the way to user mode before the first instruction there. Interrupts that the scenario has may come
/// first. On a CPU without a task it waits for the next one: an idle loop is not modelled.</remarks>
public sealed class IrqWork : IModelObject
{
    private readonly Machine machine;
    private readonly Cell pending;
    private readonly Cell interrupted;
    private readonly KernelBlock body;

    internal IrqWork(Machine machine, NmiNotification notification)
    {
        this.machine = machine;
        Notification = notification;
        pending = machine.Model.PerProcessorCell("irq_work", static _ => 0);
        interrupted = machine.Model.PerProcessorCell("irq_work.task", static _ => 0);
        body = new KernelBlock([notification switch
        {
            NmiNotification.InterruptSetsFlag => new SetFlagOfCurrent(),
            NmiNotification.InterruptKnowsTask => new SetFlagOfInterrupted(interrupted),
            _ => new NoAction(),
        }]);
        foreach (var cpu in machine.Cpus)
        {
            machine.Model.Handler(
                $"irq_work@{cpu.Id}",
                () => machine.InterruptHandler(cpu, ContextLevel.Irq, body),
                cpu.Processor,
                (int)ContextLevel.Irq,
                machine.Model.On(pending, cpu.Processor),
                maskable: true,
                urgent: true);
        }
    }

    /// <summary>What it does.</summary>
    internal NmiNotification Notification { get; }

    /// <summary><c>irq_work_queue()</c> on this CPU, by an NMI that interrupted a task.</summary>
    internal async Step Queue(TaskStruct task)
    {
        if (Notification == NmiNotification.InterruptKnowsTask)
        {
            await interrupted.WriteOnce((uint)task.Index + 1);
        }

        await pending.WriteOnce(1);
    }

    /// <summary>Whether one is pending on this CPU, which has just come to user mode; it is taken now.</summary>
    internal async Step<bool> TakeInUserMode() => await pending.Exchange(0) != 0;

    /// <summary>Runs the function on the CPU where the task is, after an entry from user mode.</summary>
    internal async Step Run(KernelContext context)
    {
        var cpu = machine.CpuNumber(await context.SmpProcessorId());
        await body.Run(machine.ContextOf(context.Current, ContextLevel.Irq, cpu));
    }

    /// <summary><c>task_work_set_notify_irq()</c> up to v6.18.</summary>
    private sealed class SetFlagOfCurrent : IKernelAction
    {
        public async Step<bool> Run(KernelContext context)
        {
            await context.Current.ThreadFlags.FetchOr(TaskStruct.TifNotifyResume);
            return true;
        }
    }

    private sealed class SetFlagOfInterrupted(Cell interrupted) : IKernelAction
    {
        public async Step<bool> Run(KernelContext context)
        {
            var task = await interrupted.Exchange(0);
            if (task != 0)
            {
                await context.Machine.Tasks[(int)task - 1].ThreadFlags.FetchOr(TaskStruct.TifNotifyResume);
            }

            return true;
        }
    }

    private sealed class NoAction : IKernelAction
    {
        public async Step<bool> Run(KernelContext context)
        {
            await CellOperations.Pass("task_work_set_notify_irq()");
            return true;
        }
    }
}
