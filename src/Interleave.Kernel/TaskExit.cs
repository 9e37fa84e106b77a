namespace Interleave.Kernel;

/// <summary>The end of a task: <c>do_exit()</c> in its order, and the final put.</summary>
public static class TaskExit
{
    /// <summary><c>do_exit()</c>, from process context. The task's process has to end after it.</summary>
    public static async Step DoExit(KernelContext context)
    {
        var machine = context.Machine;
        var task = context.Current;

        // exit_signals()
        await task.Flags.FetchOr(TaskStruct.PfExiting);

        // exit_mm()
        await task.Mm.Write(0);

        // Here in v6.13, the base of v4; later kernels have the tracepoint before exit_mm().
        await machine.Trace(Tracepoint.SchedProcessExit, context);

        // exit_task_work()
        await TaskWork.Run(context);

        // do_task_dead(): the last __schedule(). The engine frees the CPU when the process ends.
        await machine.InterruptFlagOfThisCpu.WriteOnce(InterruptFlag.Off);
        await machine.Trace(Tracepoint.SchedSwitch, context);
        await task.Dead.WriteOnce(1);
    }

    /// <summary>The final <c>put_task_struct()</c>: by whoever drops the last reference, at any time after.</summary>
    internal static async Step Reap(Machine machine, TaskStruct task)
    {
        await task.Dead.WaitUntil(1);
        await task.References.WaitUntil(0);
        if (machine.Subsystem is { } subsystem)
        {
            await subsystem.FreeTask(task);
        }

        Events.Emit(new TaskGone(task));
    }
}
