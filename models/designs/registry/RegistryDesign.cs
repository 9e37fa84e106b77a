using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>What the designs from v5 on have in common: a list of all tracers, one task-work node for each task, and a cache
/// of the user stack.</summary>
public abstract class RegistryDesign : UnwindDesign
{
    /// <summary><c>-EINVAL</c>.</summary>
    protected const int Einval = -22;

    private readonly Machine machine;
    private readonly ulong own;
    private readonly Dictionary<TaskStruct, UnwindTaskInfo> infos;

    /// <summary>Adds the variables to a machine whose tasks are known.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="walkersSleep">SRCU protects walks of the list; else a mutex does.</param>
    /// <param name="reserved">The bits of masks that are taken from the beginning.</param>
    /// <param name="otherTracers">How many other tracers are registered already.</param>
    /// <param name="own">The bit that the interface uses as the pending mark, if it is in the masks.</param>
    protected RegistryDesign(Machine machine, bool walkersSleep, ulong reserved, int otherTracers, ulong own = 0)
    {
        this.machine = machine;
        this.own = own;
        List = new CallbackList(machine, walkersSleep, reserved, reserved | own, otherTracers);
        var function = new TaskWorkFunction(this);
        infos = machine.Tasks.ToDictionary(task => task, task => new UnwindTaskInfo(machine, task, function));
    }

    /// <inheritdoc/>
    public override KernelRelease Release => KernelRelease.V617;

    /// <inheritdoc/>
    public override bool WalksTaskList => true;

    /// <inheritdoc/>
    public override bool KeepsStack => true;

    /// <summary>The tracers.</summary>
    protected CallbackList List { get; }

    /// <summary>Whether tracers are given bits.</summary>
    protected virtual bool HasMask => true;

    /// <summary>The value of the global mask that <see cref="Register"/> takes for full.</summary>
    protected virtual ulong FullMask => ulong.MaxValue;

    /// <summary>The pointer to the callback is set before others can find the descriptor: in none of the revisions.</summary>
    protected virtual bool SetsFunctionFirst => false;

    /// <inheritdoc/>
    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true) => List.Add(name, callback, registered);

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, UnwindWork work)
    {
        var registered = (RegisteredWork)work;

        // memset(work, 0, sizeof(*work))
        await registered.Next.Write(0);
        await registered.Function.Write(0);
        await registered.Bit.Write(0);
        if (SetsFunctionFirst)
        {
            await registered.Function.Write(1);
        }

        await List.Lock(context);
        var accepted = !HasMask || await List.AssignBit(registered, FullMask);
        if (accepted)
        {
            await List.Link(registered);
            if (!SetsFunctionFirst)
            {
                await registered.Function.Write(1);
            }
        }

        await List.Unlock(context);
        return accepted;
    }

    /// <inheritdoc/>
    /// <remarks>As in v8 to v13. v5 to v7 wait for nobody, and the merged design has more to clear.</remarks>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work)
    {
        var registered = (RegisteredWork)work;
        await List.Lock(context);
        await List.Unlink(registered);
        var bit = await registered.Bit.Read();

        // Do not allow any more requests and prevent callbacks.
        await registered.Bit.Write(RegisteredWork.NoBit);
        await List.FreeBit(bit);
        await List.Synchronize(context);
        await ClearBitInAllTasks(bit, completedToo: false);
        await List.Unlock(context);
        return true;
    }

    /// <inheritdoc/>
    public override async Step CopyProcess(KernelContext parent, TaskStruct child)
    {
        // dup_task_struct() copies the parent's fields, unwind_task_init() clears them before the child is on the
        // list of tasks. Only the mask can be seen by others, so the other fields are left at 0 here.
        await infos[child].Mask.Write(await infos[parent.Current].Mask.Read());
        await infos[child].Mask.Write(0);
    }

    /// <inheritdoc/>
    public override async Step FreeTask(TaskStruct task)
    {
        var cache = infos[task].Cache;
        if (await cache.Address.Read() != 0)
        {
            await Machine.Kfree(task, cache.Memory);
        }

        await TaskWork.Cancel(machine.Elsewhere, task, infos[task].Work);
    }

    /// <summary>The fields of a task.</summary>
    protected UnwindTaskInfo InfoOf(TaskStruct task) => infos[task];

    /// <summary>Runs the task work: unwinds and makes the callbacks.</summary>
    protected abstract Step Process(KernelContext context);

    /// <summary>Whether <c>current</c> has a user stack to unwind: <c>flags</c> and <c>user_mode(task_pt_regs())</c>.</summary>
    protected static async Step<bool> HasUserStack(KernelContext context, uint refusedFlags) =>
        (await context.Current.Flags.Read() & refusedFlags) == 0 && context.Current.HasUserRegisters;

    /// <summary><c>unwind_deferred_trace()</c>, later <c>unwind_user_faultable()</c>.</summary>
    /// <returns>The trace; without entries when there is no address space or no memory.</returns>
    protected async Step<UnwindStackTrace> Faultable(KernelContext context)
    {
        await context.MightSleep("might_fault()");
        if (!await MayUnwind(context))
        {
            return UnwindStackTrace.Empty;
        }

        var cache = infos[context.Current].Cache;
        if (await cache.Address.Read() == 0)
        {
            if (!await machine.Kmalloc(context, cache.Memory))
            {
                return UnwindStackTrace.Empty;
            }

            await cache.Address.Write(1);
        }

        // The user stack has already been unwound in this entry context: skip the unwind and use the cache.
        var count = await cache.Count.Read();
        Events.Emit(new Loaded(context.Current, cache.Memory));
        if (count != 0)
        {
            return cache.Trace(count);
        }

        var stack = await UserUnwinder.UnwindUser(context);
        await cache.Entries.Write(stack.Packed);
        Events.Emit(new Stored(context.Current, cache.Memory));
        await cache.Count.Write(UnwindCache.CountOf(stack));
        Events.Emit(new KeptInTask(context.Current, ContextPart.Stack));
        await AfterUnwind(context);
        return cache.Trace(UnwindCache.CountOf(stack));
    }

    /// <inheritdoc/>
    public override async Step UnwindDirectly(KernelContext context)
    {
        var trace = await Faultable(context);
        var stack = trace.Entries is { } entries ? new UserTrace(await entries.Read(), trace.Count, trace.Truncated) : default;
        Events.Emit(new UnwoundDirectly(context.Current, stack));
    }

    /// <summary>Whether <c>current</c> can be unwound: it has an address space.</summary>
    protected virtual async Step<bool> MayUnwind(KernelContext context) => await context.Current.Mm.Read() != 0;

    /// <summary><c>cache->nr_entries = 0</c>, of <c>current</c>.</summary>
    protected async Step ForgetStack(KernelContext context)
    {
        await infos[context.Current].Cache.Count.Write(0);
        Events.Emit(new ForgottenInTask(context.Current, ContextPart.Stack));
    }

    /// <summary>What follows a walk of the user stack.</summary>
    protected virtual Step AfterUnwind(KernelContext context) => Step.Done;

    /// <summary>Clears a tracer's bit in all tasks: <c>for_each_process_thread()</c> under <c>rcu_read_lock()</c>.</summary>
    protected async Step ClearBitInAllTasks(uint bit, bool completedToo)
    {
        await machine.TaskList.Rcu.ReadLock();
        for (var i = 0; i < machine.Tasks.Count; i++)
        {
            var task = machine.Tasks[i];
            if (!await TaskList.Has(task))
            {
                continue;
            }

            await infos[task].Mask.FetchAndNot(UnwindBits.Of(bit));
            Events.Emit(new MaskBitsCleared(task, UnwindBits.Of(bit)));
            if ((UnwindBits.Of(bit) & own) != 0)
            {
                Events.Emit(new ForgottenInTask(task, ContextPart.PendingMark));
            }

            if (completedToo && await infos[task].Cache.Address.Read() != 0)
            {
                await infos[task].Cache.Completed.FetchAndNot(UnwindBits.Of(bit));
            }
        }

        await machine.TaskList.Rcu.ReadUnlock();
    }

    private sealed class TaskWorkFunction(RegistryDesign design) : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => design.Process(context);
    }
}
