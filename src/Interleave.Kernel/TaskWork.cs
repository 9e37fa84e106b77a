namespace Interleave.Kernel;

/// <summary>A node of a task-work list: <c>struct callback_head</c>.</summary>
public sealed class CallbackHead : IModelObject
{
    internal CallbackHead(Model model, string name, uint number, ITaskWorkFunction function, Region? region)
    {
        Name = name;
        Number = number;
        Function = function;
        Next = model.Cell(name + ".next", 0, region);
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>The value of a pointer to it.</summary>
    public uint Number { get; }

    /// <summary>What it calls.</summary>
    public ITaskWorkFunction Function { get; }

    /// <summary>The next node: 0, a number, or <see cref="TaskWork.WorkExited"/>.</summary>
    public Cell Next { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The function of a task work.</summary>
public interface ITaskWorkFunction : IModelObject
{
    /// <summary>Runs in the context of the task, which may sleep.</summary>
    Step Run(KernelContext context);
}

/// <summary><c>kernel/task_work.c</c> as of v6.13, step by step.</summary>
/// <remarks>Left out: KASAN's auxiliary stacks and the modes that this interface does not use. A kick of a remote
/// task is not needed: the interface only adds work to <c>current</c>.</remarks>
public static class TaskWork
{
    /// <summary>The value of a pointer to <c>work_exited</c>.</summary>
    public const uint WorkExited = 0xFFFF;

    /// <summary><c>-ESRCH</c>.</summary>
    public const int Esrch = -3;

    /// <summary><c>task_work_add(current, work, TWA_NMI_CURRENT)</c>, from an NMI.</summary>
    public static async Step<int> AddFromNmi(KernelContext context, CallbackHead work)
    {
        var error = await Link(context.Current, work);
        if (error != 0)
        {
            return error;
        }

        await context.Machine.TaskWorkNotification!.Raise(context.Current);
        return 0;
    }

    /// <summary><c>task_work_add(task, work, TWA_RESUME)</c>: any context.</summary>
    public static async Step<int> Add(TaskStruct task, CallbackHead work)
    {
        var error = await Link(task, work);
        if (error != 0)
        {
            return error;
        }

        // set_notify_resume(): the kick is for another CPU only.
        await task.ThreadFlags.FetchOr(TaskStruct.TifNotifyResume);
        return 0;
    }

    private static async Step<int> Link(TaskStruct task, CallbackHead work)
    {
        var head = await task.TaskWorks.ReadOnce();
        while (true)
        {
            if (head == WorkExited)
            {
                return Esrch;
            }

            await work.Next.Write(head);
            var seen = await task.TaskWorks.CompareExchange(head, work.Number);
            if (seen == head)
            {
                break;
            }

            head = seen;
        }

        Events.Emit(new WorkQueued(task, work));
        return 0;
    }

    /// <summary><c>task_work_cancel(task, cb)</c>: whether it was still queued. Does not wait for a function that
    /// runs, and does not see works that the task has detached to run them.</summary>
    public static async Step<bool> Cancel(KernelContext context, TaskStruct task, CallbackHead callback)
    {
        if (await task.TaskWorks.ReadOnce() == 0)
        {
            return false;
        }

        var flags = await context.IrqSave();
        await task.PiLock.Acquire();
        var previous = task.TaskWorks;
        var work = await previous.ReadOnce();
        while (work != 0)
        {
            if (work != callback.Number)
            {
                if (work == WorkExited)
                {
                    // work_exited.next is NULL: the walk ends.
                    break;
                }

                previous = context.Machine.Head(work).Next;
                work = await previous.ReadOnce();
                continue;
            }

            var next = await callback.Next.Read();
            var seen = await previous.CompareExchange(work, next);
            if (seen == work)
            {
                Events.Emit(new WorkUnlinked(task, callback));
                break;
            }

            work = seen;
        }

        await task.PiLock.WriteOnce(0);
        await context.IrqRestore(flags);
        return work == callback.Number;
    }

    /// <summary><c>task_work_run()</c>.</summary>
    public static async Step Run(KernelContext context)
    {
        var task = context.Current;
        while (true)
        {
            var work = await task.TaskWorks.ReadOnce();
            while (true)
            {
                uint head = 0;
                if (work == 0)
                {
                    if ((await task.Flags.Read() & TaskStruct.PfExiting) == 0)
                    {
                        return;
                    }

                    head = WorkExited;
                }

                var seen = await task.TaskWorks.CompareExchange(work, head);
                if (seen == work)
                {
                    break;
                }

                work = seen;
            }

            if (work == 0)
            {
                return;
            }

            // Wait for a cancellation that began before the list was detached: it may still unlink a later node.
            var flags = await context.IrqSave();
            await task.PiLock.Acquire();
            await task.PiLock.WriteOnce(0);
            await context.IrqRestore(flags);
            do
            {
                var node = context.Machine.Head(work);
                work = await node.Next.Read();
                Events.Emit(new WorkStarting(task, node));
                await node.Function.Run(context);
                Events.Emit(new WorkFinished(task, node));

                // cond_resched() is no step of its own: a preemption may strike here as anywhere with interrupts on.
            }
            while (work != 0);
        }
    }
}
