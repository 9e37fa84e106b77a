using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// <c>kernel/unwind/user.c</c> as pushed after "[PATCH v2 00/11] unwind, perf: sframe user space unwinding, deferred perf
/// callchains" (Josh Poimboeuf, branch sframe-2.1, 16 September 2024: "completely untested patch here that I hacked up
/// today"): the first version of what all later ones are, cookies and one task work for all callers.
/// </summary>
/// <remarks>
/// It says no more of what a caller may expect than the mail: "To avoid races, unwind_user_deferred() can't be called from
/// NMI. The tracers will need to trigger irq_work to call it." A comment in the task work knows of a race: "a pending
/// callback gets unregistered and a new one gets registered in the same slot, causing a spurious callback".
/// register() allocates <c>entries</c> for the task that calls it, and nobody does for others; the callbacks of a scenario
/// are registered before anything runs, by each of its tasks but those that are forked later.
/// </remarks>
public sealed class V2Design : UnwindDesign
{
    private const int Einval = -22;
    private const int MaxCallbacks = 32;

    private readonly V2Changes changes;
    private readonly V3Options options;
    private readonly V2Registry registry;
    private readonly KernelU64 counter;
    private readonly Dictionary<TaskStruct, V3TaskInfo> infos = [];

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public V2Design(Machine machine, V2Changes changes, V3Options options)
    {
        this.changes = changes;
        this.options = options;
        registry = new V2Registry(machine, new V3Slots(machine, MaxCallbacks, options.OtherTracers));
        counter = new KernelU64(machine.Architecture, machine.Model.PerProcessorCell64("ctx_ctr", _ => options.CounterStart));
        var function = new TaskWorkFunction(this);
        foreach (var task in machine.Tasks)
        {
            infos.Add(task, new V3TaskInfo(machine, task, function, slots: 0));
            machine.Model.Initialise(infos[task].Entries.Address, 1);
        }
    }

    /// <inheritdoc/>
    public override bool TakesManyTracers => false;

    /// <inheritdoc/>
    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true) => registry.Add(name, callback, registered);

    /// <inheritdoc/>
    public override Step<bool> Register(KernelContext context, UnwindWork work) => registry.Register(context, (V3Callback)work);

    /// <inheritdoc/>
    public override Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work) => registry.Unregister(context, (V3Callback)work);

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) =>
        result.Return == 0 ? RequestMeaning.PendingOrAnswered : RequestMeaning.Refused;

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (KernelContext.WarnOn(context.InNmi, "unwind_user_deferred(): WARN_ON_ONCE(in_nmi())"))
        {
            return new RequestResult(Einval, 0);
        }

        // local_irq_disable()
        var info = infos[context.Current];
        var flags = await context.IrqSave();
        if (await info.Cookie.Read() == 0)
        {
            var made = await NewCookie(context);
            await info.Cookie.Write(made);
            Events.Emit(new CookieAssigned(context.Current, made));

            // Nobody looks at what it returns.
            await TaskWork.Add(context.Current, info.Work);
        }

        var cookie = await info.Cookie.Read();
        var index = await ((V3Callback)work).Index.Read();
        await info.Pending.Write(await info.Pending.Read() | (1u << (int)index));
        Events.Emit(new MaskBitSet(context.Current, work, (int)index));
        if (changes.HasFlag(V2Changes.SavesFlags))
        {
            await context.IrqRestore(flags);
            return new RequestResult(0, cookie);
        }

        // local_irq_enable(), whatever they were before. In an interrupt the model leaves them off: what would nest there
        // is no more than the warning says.
        KernelContext.WarnOn(flags != InterruptFlag.On, "local_irq_enable() where interrupts have to stay off (lockdep)");
        await context.IrqRestore(InterruptFlag.On);
        return new RequestResult(0, cookie);
    }

    /// <inheritdoc/>
    public override async Step CopyProcess(KernelContext parent, TaskStruct child)
    {
        // unwind_task_init(); all but entries is 0 already, and nobody has seen it otherwise.
        await infos[child].Entries.Address.Write(0);
    }

    /// <inheritdoc/>
    public override async Step FreeTask(TaskStruct task)
    {
        // kfree(); what register() allocated was not seen as an allocation of this task.
        var entries = infos[task].Entries;
        if (await entries.Address.Read() != 0)
        {
            await entries.Memory.Freed.WriteOnce(1);
        }
    }

    private async Step<ulong> NewCookie(KernelContext context)
    {
        ulong cpu = await context.SmpProcessorId();
        var count = await counter.Read() & options.CounterMask;

        // As pushed, 1 is or'ed in, not added: from the second time on nothing changes.
        var cookie = changes.HasFlag(V2Changes.AddsOne)
            ? (count | (cpu << options.CounterBits)) + 1
            : count | ((cpu << options.CounterBits) + 1);
        await counter.Write(cookie);
        return cookie;
    }

    /// <summary><c>do_deferred_work()</c>.</summary>
    private async Step RunTaskWork(KernelContext context)
    {
        var info = infos[context.Current];
        var nothing = await info.Cookie.Read() == 0 || await info.Pending.Read() == 0;
        if (KernelContext.WarnOn(nothing, "do_deferred_work(): WARN_ON_ONCE(!unwind_ctx_cookie || !unwind_pending)"))
        {
            return;
        }

        var flags = await context.IrqSave();
        var pending = await info.Pending.Read();
        var cookie = await info.Cookie.Read();
        await info.Pending.Write(0);
        Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
        await info.Cookie.Write(0);
        await context.IrqRestore(flags);

        var trace = await Unwind(context, info, cookie);
        await registry.BeginWalk(context);
        for (var i = 0; i < MaxCallbacks; i++)
        {
            if ((pending >> i & 1) != 0 && await registry.Slots.At(i) is { } callback)
            {
                await Call(context, callback, trace, cookie);
            }
        }

        await registry.EndWalk(context);
    }

    private static async Step<UnwindStackTrace> Unwind(KernelContext context, V3TaskInfo info, ulong cookie)
    {
        // trace.nr = 0; trace.entries = current->unwind_entries. Where the cookie is the cached one nr stays 0: there is no
        // variable to remember it in.
        if (await info.CachedCookie.Read() == cookie)
        {
            return UnwindStackTrace.Empty;
        }

        // unwind_user_start()
        var stack = default(UserTrace);
        if (await context.Current.Mm.Read() != 0)
        {
            stack = await UserUnwinder.UnwindUser(context);
            var missing = await info.Entries.Address.Read() == 0;
            if (KernelContext.WarnOn(missing, "unwind_user(): NULL pointer dereference: the task has no entries, only the one that called register() has"))
            {
                return UnwindStackTrace.Empty;
            }

            await info.Entries.Contents.Write(stack.Packed);
        }

        await info.CachedCookie.Write(cookie);
        return new UnwindStackTrace(true, info.Entries.Contents, stack.Count, stack.Truncated);
    }

    private sealed class TaskWorkFunction(V2Design design) : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => design.RunTaskWork(context);
    }
}
