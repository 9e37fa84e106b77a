namespace Interleave.Kernel;

/// <summary>How <c>task_work_add(TWA_NMI_CURRENT)</c> tells the task that an NMI has interrupted of its work.</summary>
internal sealed class TaskWorkNotification : IModelObject
{
    private readonly NmiNotification notification;
    private readonly Cell interrupted;
    private readonly IrqWork irqWork;

    public TaskWorkNotification(Machine machine, NmiNotification notification)
    {
        this.notification = notification;
        interrupted = machine.Model.PerProcessorCell("irq_work.task", static _ => 0);
        irqWork = machine.AddIrqWork("irq_work", new KernelBlock([notification switch
        {
            NmiNotification.InterruptSetsFlag => new SetFlagOfCurrent(),
            NmiNotification.InterruptKnowsTask => new SetFlagOfInterrupted(interrupted),
            _ => new NoAction(),
        }]));
    }

    /// <summary>Called by an NMI that interrupted a task.</summary>
    public async Step Raise(TaskStruct task)
    {
        if (notification == NmiNotification.FlagSetAtOnce)
        {
            await task.ThreadFlags.FetchOr(TaskStruct.TifNotifyResume);
        }

        if (notification == NmiNotification.InterruptKnowsTask)
        {
            await interrupted.WriteOnce((uint)task.Index + 1);
        }

        await irqWork.Queue();
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
