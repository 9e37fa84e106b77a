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
        Events.Emit(new TaskExiting(task));
        if (machine.Subsystem is { Release: KernelRelease.V617 } subsystem)
        {
            await subsystem.ExitTaskEarly(context);
            await machine.Trace(Tracepoint.SchedProcessExit, context);

            // After perf_event_exit_task().
            await subsystem.ExitTaskLate(context);
            await task.Mm.Write(0);
        }
        else
        {
            // exit_mm()
            await task.Mm.Write(0);
            await machine.Trace(Tracepoint.SchedProcessExit, context);
        }

        // exit_task_work()
        await TaskWork.Run(context);

        // exit_notify(), release_task()
        await machine.TaskList.Remove(task);

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
            if (subsystem.WalksTaskList)
            {
                // call_rcu(delayed_put_task_struct)
                await machine.TaskList.Rcu.Synchronize(machine.Elsewhere);
            }

            await subsystem.FreeTask(task);
        }

        Events.Emit(new TaskGone(task));
    }
}
