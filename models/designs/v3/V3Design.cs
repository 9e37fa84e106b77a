using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// "[PATCH v3 11/19] unwind: Add deferred user space unwinding API" (Josh Poimboeuf, 28 October 2024), every shared access
/// in its order, and with <see cref="V3Changes.V35"/> the same file in its author's tree of November and December 2024.
/// </summary>
/// <remarks>
/// The patch claims: the unwind is done in task context even if the caller runs in an interrupt, and only once; "if there
/// are multiple calls to this function for a given @callback, the cookie will usually be the same and the callback will
/// only be called once. The only exception is when the task has migrated to another CPU, *and* this is called while the
/// task work is running (or has already run). Then a new cookie will be generated and the callback will be called again".
/// An error leaves the caller's cookie as it was, and nothing is said of it; the model counts that as none.
/// A callback that registers before anything runs has one of four slots. A tracer's descriptor stands for the data of its
/// requests as well, which perf has one of for each event.
/// Not seen was the entry hook of the later tree: its cookie is taken to be cleared there, as in v4, since nothing else
/// in that file clears it.
/// </remarks>
public sealed class V3Design : UnwindDesign
{
    private const int Einval = -22;
    private const int MaxCallbacks = 4;

    private readonly Machine machine;
    private readonly V3Changes changes;
    private readonly V3Options options;
    private readonly V3Registry registry;
    private readonly KernelU64 counter;
    private readonly Dictionary<TaskStruct, V3TaskInfo> infos;

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public V3Design(Machine machine, V3Changes changes, V3Options options)
    {
        this.machine = machine;
        this.changes = changes;
        this.options = options;
        var slots = new V3Slots(machine, MaxCallbacks, options.OtherTracers);
        registry = Has(V3Changes.Srcu) ? new SrcuRegistry(machine, slots, changes) : new RwsemRegistry(machine, slots);
        counter = new KernelU64(machine.Architecture, machine.Model.PerProcessorCell64("unwind_ctx_ctr", _ => options.CounterStart));
        var function = new TaskWorkFunction(this);
        infos = machine.Tasks.ToDictionary(task => task, task => new V3TaskInfo(machine, task, function, MaxCallbacks));
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
        var callback = (V3Callback)work;
        var info = infos[context.Current];

        // r0: both are read with interrupts still on.
        var cookie = Has(V3Changes.CookieInside) ? 0 : await info.Cookie.Read();
        var index = await callback.Index.Read();
        if (KernelContext.WarnOn(context.InNmi, "unwind_user_deferred(): WARN_ON_ONCE(in_nmi())"))
        {
            return new RequestResult(Einval, 0);
        }

        if (!Has(V3Changes.Unchecked))
        {
            var unregistered = await callback.Function.Read() == 0 || index == V3Callback.NoIndex;
            if (KernelContext.WarnOn(unregistered, "unwind_user_deferred(): WARN_ON_ONCE(!callback->func || idx < 0)"))
            {
                return new RequestResult(Einval, 0);
            }
        }

        if (await context.Current.Mm.Read() == 0)
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        if (Has(V3Changes.CookieInside))
        {
            cookie = await info.Cookie.Read();
        }

        cookie = await RequestWithInterruptsOff(context, callback, cookie, (int)index);
        await context.IrqRestore(flags);
        return new RequestResult(0, cookie);
    }

    /// <inheritdoc/>
    public override async Step EnterFromUserMode(KernelContext context)
    {
        // unwind_enter_from_user_mode(): __this_cpu_inc(unwind_ctx_ctr)
        if (!Has(V3Changes.CountOnDemand))
        {
            await counter.ThisCpuIncReturn();
        }

        if (Has(V3Changes.KeepCookie))
        {
            await infos[context.Current].Cookie.Write(0);
        }
    }

    /// <inheritdoc/>
    public override async Step CopyProcess(KernelContext parent, TaskStruct child)
    {
        // dup_task_struct() copies all fields, and unwind_task_init() clears all but the cached ones before anybody can find
        // the child: those that it clears are left at 0 here.
        if (Has(V3Changes.Cache))
        {
            await infos[child].CachedCookie.Write(await infos[parent.Current].CachedCookie.Read());
            await infos[child].CachedCount.Write(await infos[parent.Current].CachedCount.Read());
        }
    }

    /// <inheritdoc/>
    public override async Step FreeTask(TaskStruct task)
    {
        var entries = infos[task].Entries;
        if (await entries.Address.Read() != 0)
        {
            await Machine.Kfree(task, entries.Memory);
        }
    }

    private bool Has(V3Changes change) => (changes & change) == change;

    private async Step<ulong> RequestWithInterruptsOff(KernelContext context, V3Callback callback, ulong cookie, int index)
    {
        var info = infos[context.Current];
        var bit = 1u << index;
        if (cookie == 0)
        {
            // r2: the first call from anybody since the last entry from user mode, or since the task work began.
            cookie = await NewCookie(context);

            // r3: "If called after task work has sent an unwind to the callback function but before the exit to user space,
            // skip it as the previous call to the callback function should suffice."
            if (!Has(V3Changes.KeepCookie) && cookie == await info.LastCookies[index].Read())
            {
                return cookie;
            }

            // r4
            await info.Cookie.Write(cookie);
            Events.Emit(new CookieAssigned(context.Current, cookie));
            if (!Has(V3Changes.WorkPending))
            {
                // r5: nobody looks at what it returns.
                await TaskWork.Add(context.Current, info.Work);
            }
        }
        else
        {
            // r1
            if ((await info.Pending.Read() & bit) != 0)
            {
                return cookie;
            }

            if (Has(V3Changes.KeepCookie) && cookie == await info.LastCookies[index].Read())
            {
                return cookie;
            }
        }

        // r6
        await info.Pending.Write(await info.Pending.Read() | bit);
        Events.Emit(new MaskBitSet(context.Current, callback, index));
        await info.Privates[index].Write(callback.Number);
        await info.LastCookies[index].Write(cookie);
        if (Has(V3Changes.WorkPending) && await info.WorkPending.Read() == 0)
        {
            await info.WorkPending.Write(1);
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
            await TaskWork.Add(context.Current, info.Work);
        }

        return cookie;
    }

    /// <summary><c>ctx_to_cookie()</c> of this CPU's counter; interrupts are off.</summary>
    private async Step<ulong> NewCookie(KernelContext context)
    {
        var count = Has(V3Changes.CountOnDemand) ? await counter.ThisCpuIncReturn() : await counter.Read();
        ulong cpu = await context.SmpProcessorId();
        return (count & options.CounterMask) | (Has(V3Changes.ShiftedCpu) ? cpu << options.CounterBits : cpu);
    }

    /// <summary><c>unwind_user_task_work()</c>.</summary>
    private async Step RunTaskWork(KernelContext context)
    {
        var info = infos[context.Current];

        // w0
        var nothing = await info.Cookie.Read() == 0
            || await info.Pending.Read() == 0
            || (Has(V3Changes.WorkPending) && await info.WorkPending.Read() == 0);
        if (KernelContext.WarnOn(nothing, "unwind_user_task_work(): WARN_ON_ONCE(!info->ctx_cookie || !info->pending_callbacks)"))
        {
            return;
        }

        // w1
        var flags = await context.IrqSave();
        var pending = await info.Pending.Read();
        var cookie = await info.Cookie.Read();
        if (Has(V3Changes.WorkPending))
        {
            await info.WorkPending.Write(0);
            Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
        }

        await info.Pending.Write(0);
        Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
        if (!Has(V3Changes.KeepCookie))
        {
            await info.Cookie.Write(0);
        }

        // memcpy(privs, info->privs): a byte for each. Those of slots that are not pending are left out, nobody uses them.
        var data = 0u;
        for (var i = 0; i < MaxCallbacks; i++)
        {
            if ((pending >> i & 1) != 0)
            {
                data |= await info.Privates[i].Read() << (8 * i);
            }
        }

        await context.IrqRestore(flags);

        // w2
        if (await info.Entries.Address.Read() == 0)
        {
            if (await machine.Kmalloc(context, info.Entries.Memory))
            {
                await info.Entries.Address.Write(1);
            }
            else if (!Has(V3Changes.CallWithoutMemory))
            {
                return;
            }
            else
            {
                await CallBack(context, pending, data, UnwindStackTrace.Empty, cookie);
                return;
            }
        }

        // w3
        var trace = await Unwind(context, info, cookie);
        await CallBack(context, pending, data, trace, cookie);
    }

    private async Step<UnwindStackTrace> Unwind(KernelContext context, V3TaskInfo info, ulong cookie)
    {
        if (Has(V3Changes.Cache) && cookie == await info.CachedCookie.Read())
        {
            return UnwindCache.Trace(info.Entries.Contents, await info.CachedCount.Read());
        }

        // unwind_user(), which finds nothing where there is no address space
        var stack = default(UserTrace);
        if (await context.Current.Mm.Read() != 0)
        {
            stack = await UserUnwinder.UnwindUser(context);
            await info.Entries.Contents.Write(stack.Packed);
            Events.Emit(new Stored(context.Current, info.Entries.Memory));
        }

        if (Has(V3Changes.Cache))
        {
            await info.CachedCookie.Write(cookie);
            await info.CachedCount.Write(UnwindCache.CountOf(stack));
        }

        return new UnwindStackTrace(true, info.Entries.Contents, stack.Count, stack.Truncated);
    }

    private async Step CallBack(KernelContext context, uint pending, uint data, UnwindStackTrace trace, ulong cookie)
    {
        await registry.BeginWalk(context);
        for (var i = 0; i < MaxCallbacks; i++)
        {
            if ((pending >> i & 1) == 0 || await registry.Slots.At(i) is not { } callback || !await registry.IsEnabled(callback))
            {
                continue;
            }

            var handed = registry.Slots[data >> (8 * i) & 0xFF];
            if (Has(V3Changes.OwnerChecked) && handed != callback)
            {
                continue;
            }

            // callback->func(&trace, cookie, privs[i]), which looks at its data first
            Events.Emit(new CallbackHandedData(callback, handed, context.Current));
            await handed.Data.Read();
            await Call(context, callback, trace, cookie);
        }

        await registry.EndWalk(context);
    }

    private sealed class TaskWorkFunction(V3Design design) : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => design.RunTaskWork(context);
    }
}
