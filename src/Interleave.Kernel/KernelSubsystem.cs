namespace Interleave.Kernel;

/// <summary>What a subsystem does in the kernel's entry, fork and exit paths: nothing, where it does not say.</summary>
public abstract class KernelSubsystem : IModelObject
{
    /// <summary>The kernel that the subsystem is part of.</summary>
    public virtual KernelRelease Release => KernelRelease.V613;

    /// <summary>What <c>task_work_add(TWA_NMI_CURRENT)</c> does; null where no NMI adds task work.</summary>
    public virtual NmiNotification? NmiNotification => null;

    /// <summary>Whether the subsystem walks the list of all tasks (<see cref="TaskList"/>).</summary>
    public virtual bool WalksTaskList => false;

    /// <summary>On entry from user mode, right after the <c>user_exit</c> tracepoint; interrupts off.</summary>
    public virtual Step EnterFromUserMode(KernelContext context) => Step.Done;

    /// <summary>On the way to user mode, after the exit loop and before <c>trace_hardirqs_on_prepare()</c>; interrupts
    /// off.</summary>
    public virtual Step BeforeHardirqsOn(KernelContext context) => Step.Done;

    /// <summary>On the way to user mode, after <c>trace_hardirqs_on_prepare()</c> and before the <c>user_enter</c>
    /// tracepoint; interrupts off.</summary>
    public virtual Step ExitToUserMode(KernelContext context) => Step.Done;

    /// <summary>When the CPU is in user mode again: no NMI strikes in the kernel any more. There is nothing in the kernel that
    /// could call it; it is for those who have to know how long the way to user mode lasts.</summary>
    public virtual Step BackInUserMode(KernelContext context) => Step.Done;

    /// <summary>In <c>do_exit()</c>, before <c>sched_process_exit</c> is traced.</summary>
    public virtual Step ExitTaskEarly(KernelContext context) => Step.Done;

    /// <summary>In <c>do_exit()</c>, after <c>perf_event_exit_task()</c>, which follows the tracepoint, and before
    /// <c>exit_mm()</c>; from <see cref="KernelRelease.V617"/>.</summary>
    public virtual Step ExitTaskLate(KernelContext context) => Step.Done;

    /// <summary>In <c>schedule()</c>, when <c>current</c> is about to leave its CPU, after <c>sched_switch</c>; interrupts
    /// off.</summary>
    /// <returns>Whether the task may run again at once; else somebody has to make it runnable.</returns>
    public virtual async Step<bool> PrepareTaskSwitch(KernelContext context) => true;

    /// <summary>After a task that may not run again at once has left its CPU: done on its behalf while it is away
    /// (<see cref="OperationAwaitable{T}.WhileAway"/>).</summary>
    public virtual Step TaskIsAway(KernelContext context) => Step.Done;

    /// <summary>In <c>schedule()</c>, when a task has been switched back in; interrupts on.</summary>
    public virtual Step ScheduledIn(KernelContext context) => Step.Done;

    /// <summary>In <c>copy_process()</c>: <c>dup_task_struct</c> has just copied the parent's fields to the child, which
    /// nobody can find yet.</summary>
    public virtual Step CopyProcess(KernelContext parent, TaskStruct child) => Step.Done;

    /// <summary>In <c>__put_task_struct()</c>, when the last reference is gone.</summary>
    public virtual Step FreeTask(TaskStruct task) => Step.Done;
}

/// <summary>How <c>task_work_add(TWA_NMI_CURRENT)</c> notifies the task that an NMI has interrupted. It always raises an
/// interrupt on its own CPU, which is taken as soon as interrupts are on.</summary>
public enum NmiNotification
{
    /// <summary>The interrupt sets TIF_NOTIFY_RESUME, on whatever task is current then (v6.11).</summary>
    InterruptSetsFlag,

    /// <summary>The interrupt sets TIF_NOTIFY_RESUME on the task that the NMI interrupted, wherever that is by then
    /// (proposed in the January 2025 series, patches 1 and 2).</summary>
    InterruptKnowsTask,

    /// <summary>The NMI sets TIF_NOTIFY_RESUME, the interrupt does nothing but force a look at it ("task_work: Fix NMI race
    /// condition", commit ef1ea98c8fff, v6.19 and stable).</summary>
    FlagSetAtOnce,
}
