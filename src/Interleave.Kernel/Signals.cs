namespace Interleave.Kernel;

/// <summary>Signals: <c>arch_do_signal_or_restart()</c> in the exit loop.</summary>
/// <remarks>One handler, no mask, no restart of the system call, and a return from the handler that is no system call of its
/// own: none of that changes when task works run or which registers they see.</remarks>
internal static class Signals
{
    /// <summary><c>get_signal()</c> and <c>handle_signal()</c>; interrupts are on.</summary>
    public static async Step DoSignal(KernelContext context)
    {
        var task = context.Current;

        // get_signal(): clear_notify_signal(); if (unlikely(task_work_pending(current))) task_work_run();
        if (await task.TaskWorks.ReadOnce() != 0)
        {
            await TaskWork.Run(context);
        }

        // dequeue_signal(), recalc_sigpending(); trace_signal_deliver()
        await task.ThreadFlags.FetchAndNot(TaskStruct.TifSigPending);
        await context.Machine.Trace(Tracepoint.SignalDeliver, context);

        // setup_rt_frame(): a frame that returns to where the task was, and the handler's registers.
        var user = task.User;
        var caller = await user.FramePointer.Read();
        var site = await user.InstructionPointer.Read();
        await user.SavedFramePointer(caller + 1).Write(caller);
        await user.ReturnAddress(caller + 1).Write(site);
        await user.FramePointer.Write(caller + 1);
        await user.InstructionPointer.Write(UserTrace.SignalHandler);
        Events.Emit(new SignalFrameBuilt(task));
    }
}
