namespace Interleave.Kernel;

/// <summary>Giving up the CPU.</summary>
/// <remarks>Who runs next, and where, the search decides: any runnable task on any free CPU that it may run on. A task
/// that sleeps is runnable at once, since it may be woken at any time. Run-queue locks are left out: nothing here
/// touches what they protect.</remarks>
internal static class Scheduler
{
    /// <summary><c>schedule()</c>, from process context with interrupts on.</summary>
    public static async Step Schedule(KernelContext context)
    {
        var machine = context.Machine;
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
        await context.Current.ThreadFlags.FetchAndNot(TaskStruct.TifNeedResched);
        await machine.Trace(Tracepoint.SchedSwitch, context);
        await context.Current.Thread.Leave(runnable: true);

        // Placed again: finish_task_switch() on whichever CPU that is.
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.On);
    }
}
