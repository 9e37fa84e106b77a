using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// <c>kernel/unwind/deferred.c</c> as posted in "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding
/// interface" (Josh Poimboeuf, 22 January 2025), every shared access in its order.
/// </summary>
/// <remarks>
/// The patch claims: the unwind happens in task context before the return to user space even if the caller runs in
/// NMI or interrupt context; duplicate unwinds are avoided; the cookie correlates kernel and user traces; and the
/// contract of three rows in the comment of <c>unwind_deferred_request()</c>. It has no lock and no ordering but
/// <c>guard(irqsave)</c>.
/// Where <c>get_cookie()</c> is called with interrupts off its own <c>guard(irqsave)</c> nests and changes nothing, so
/// it is left out there. The cookie argument is a variable of the caller that nobody else sees: storing to it is no step.
/// </remarks>
public sealed partial class V4Design : UnwindDesign
{
    private const int Einval = -22;
    private const int Eexist = -17;
    private const int Ealready = -114;

    private readonly Machine machine;
    private readonly V4Options options;
    private readonly V4Cookies cookies;
    private readonly Dictionary<TaskStruct, V4TaskInfo> infos = [];

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public V4Design(Machine machine, V4Options options)
    {
        this.machine = machine;
        this.options = options;
        cookies = new V4Cookies(machine, options);
        foreach (var task in machine.Tasks)
        {
            infos.Add(task, new V4TaskInfo(machine, task));
        }
    }

    /// <inheritdoc/>
    public override bool CallsAgain => !Has(V4Changes.OncePerContext);

    /// <inheritdoc/>
    public override bool CancelsTaskByTask => true;

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => Has(V4Changes.NmiCookie) ? Interleave.Kernel.NmiNotification.InterruptKnowsTask : null;

    /// <inheritdoc/>
    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true) =>
        new V4Work(machine, name, callback, work => new TaskWorkFunction(this, work), options.Changes);

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, UnwindWork work)
    {
        // unwind_deferred_init(): memset(), init_task_work(), func
        var own = (V4Work)work;
        await own.Head.Next.Write(0);
        await own.Pending.Write(0);
        Events.Emit(new PendingCleared(own));
        await own.Function.Write(1);
        return true;
    }

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result switch
    {
        { Return: 0 } => RequestMeaning.Queued,
        { Return: Ealready, Cookie: 0 } => RequestMeaning.TooLate,
        { Return: < 0, Cookie: not 0, CookieWritten: true } => RequestMeaning.Pending,
        { Return: < 0 } => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        var task = context.Current;

        // r1: *cookie = 0; the tests. user_mode(task_pt_regs(current)) holds for every task of a scenario.
        if (context.InNmi && !Has(V4Changes.AcceptNmi) && !Has(V4Changes.NmiCookie))
        {
            KernelContext.WarnOn(!Has(V4Changes.QuietInNmi), "unwind_deferred_request(): WARN_ON_ONCE(in_nmi())");
            return new RequestResult(Einval, 0);
        }

        if (await task.Mm.Read() == 0)
        {
            return new RequestResult(Einval, 0);
        }

        if (context.InNmi && Has(V4Changes.NmiCookie))
        {
            return await RequestInNmi(context, (V4Work)work);
        }

        var flags = await context.IrqSave();
        var result = await RequestWithInterruptsOff(context, (V4Work)work);
        await context.IrqRestore(flags);
        return result;
    }

    /// <inheritdoc/>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work)
    {
        // c1
        var own = (V4Work)work;
        var cancelled = await TaskWork.Cancel(context, task, own.Head);

        // c2
        if (cancelled)
        {
            await own.Pending.Write(0);
            Events.Emit(new PendingCleared(own));
        }
        else if (Has(V4Changes.CancelWaits))
        {
            // The task work marks itself running before it clears pending, so there is no gap between the two waits.
            await own.Pending.WaitUntil(0);
            await own.Running!.WaitUntil(0);
        }

        return cancelled;
    }

    /// <inheritdoc/>
    public override Step EnterFromUserMode(KernelContext context) =>
        Has(V4Changes.ResetAtExit) ? Step.Done : ResetCookie(context); // e1: unwind_enter_from_user_mode()

    /// <inheritdoc/>
    public override Step ExitToUserMode(KernelContext context) =>
        Has(V4Changes.ResetAtExit) ? ResetCookie(context) : Step.Done;

    /// <inheritdoc/>
    public override async Step CopyProcess(KernelContext parent, TaskStruct child)
    {
        var from = infos[parent.Current];
        var to = infos[child];

        // dup_task_struct() copies the parent's fields ...
        await to.Cookie.Write(await from.Cookie.Read());
        await to.Entries.Address.Write(await from.Entries.Address.Read());

        // ... and unwind_task_init() clears them before anybody can find the child.
        await to.Cookie.Write(0);
        await to.Entries.Address.Write(0);

        // The cookies of the cache and of NMIs are left at 0: nobody sees what they are in between.
    }

    /// <inheritdoc/>
    public override async Step FreeTask(TaskStruct task)
    {
        // unwind_task_free(): kfree(info->entries)
        var entries = infos[task].Entries;
        if (await entries.Address.Read() != 0)
        {
            await Machine.Kfree(task, entries.Memory);
        }
    }

    private bool Has(V4Changes change) => (options.Changes & change) == change;

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, V4Work work)
    {
        // r2
        var cookie = await GetCookie(context);
        if (Has(V4Changes.OncePerContext) && await work.Delivered!.Read() == cookie)
        {
            return new RequestResult(Ealready, 0);
        }

        // r3: callback already pending? 30/39 looks first and claims it then.
        if (Has(V4Changes.ClaimPending) || Has(V4Changes.NmiCookie))
        {
            if (Has(V4Changes.NmiCookie) && await work.Pending.ReadOnce() != 0)
            {
                return new RequestResult(Eexist, cookie);
            }

            if (await work.Pending.CompareExchange(0, 1) != 0)
            {
                return new RequestResult(Eexist, cookie);
            }

            Events.Emit(new PendingSet(work, context.Current));
        }
        else if (await work.Pending.Read() != 0)
        {
            return new RequestResult(Eexist, cookie);
        }

        // r4
        var error = await TaskWork.Add(context.Current, work.Head);
        if (KernelContext.WarnOn(error != 0, "unwind_deferred_request(): WARN_ON_ONCE(task_work_add() failed)"))
        {
            if (Has(V4Changes.ClaimPending) || Has(V4Changes.NmiCookie))
            {
                await work.Pending.Write(0);
                Events.Emit(new PendingCleared(work));
            }

            return new RequestResult(error, cookie);
        }

        // r5
        if (!Has(V4Changes.ClaimPending) && !Has(V4Changes.NmiCookie))
        {
            await work.Pending.Write(1);
            Events.Emit(new PendingSet(work, context.Current));
        }

        return new RequestResult(0, cookie);
    }

    /// <summary><c>get_cookie()</c>; interrupts are off.</summary>
    private async Step<ulong> GetCookie(KernelContext context)
    {
        if (Has(V4Changes.NmiCookie))
        {
            return await GetCookieBesideNmis(context);
        }

        var info = infos[context.Current];

        // g1
        var cookie = await info.Cookie.Read();
        if (cookie != 0)
        {
            return cookie;
        }

        // g2
        var made = await cookies.Next(context);

        // g3
        await info.Cookie.Write(made);
        Events.Emit(new CookieAssigned(context.Current, made));

        // g4: the patch returns its local, which still has the 0 of g1.
        return Has(V4Changes.ReturnNewCookie) ? made : cookie;
    }

    private async Step ResetCookie(KernelContext context) => await infos[context.Current].Cookie.Write(0);

    /// <summary><c>unwind_deferred_task_work()</c>.</summary>
    private async Step RunTaskWork(KernelContext context, V4Work work)
    {
        // t1
        if (KernelContext.WarnOn(await work.Pending.Read() == 0, "unwind_deferred_task_work(): WARN_ON_ONCE(!work->pending)"))
        {
            return;
        }

        // t2: get_cookie() with its guard(irqsave)
        var flags = await context.IrqSave();
        var cookie = await GetCookie(context);
        await context.IrqRestore(flags);

        // t3, t4
        var trace = await Unwind(context, infos[context.Current], cookie);
        Events.Emit(new StackSettled(work, context.Current));
        await BeforeCallback(work, cookie);

        // t5
        await Call(context, work, trace, cookie);
        await AfterCallback(work);
    }

    private async Step<UnwindStackTrace> Unwind(KernelContext context, V4TaskInfo info, ulong cookie)
    {
        var trace = Has(V4Changes.InitialiseTrace) ? UnwindStackTrace.Empty : default;

        // t3: the task exit path, and a failed allocation, go to the callback with the trace as it is.
        if (await context.Current.Mm.Read() == 0)
        {
            return trace;
        }

        if (await info.Entries.Address.Read() == 0)
        {
            if (!await machine.Kmalloc(context, info.Entries.Memory))
            {
                return trace;
            }

            await info.Entries.Address.Write(1);
        }

        // "The user stack has already been previously unwound in this entry context. Skip the unwind and use the cache."
        if (Has(V4Changes.Cache) && cookie == await info.CachedCookie.Read())
        {
            return UnwindCache.Trace(info.Entries.Contents, await info.CachedCount.Read());
        }

        // t4
        var stack = await UserUnwinder.UnwindUser(context);
        await info.Entries.Contents.Write(stack.Packed);
        Events.Emit(new Stored(context.Current, info.Entries.Memory));
        if (Has(V4Changes.Cache))
        {
            await info.CachedCookie.Write(cookie);
            await info.CachedCount.Write(UnwindCache.CountOf(stack));
        }

        return new UnwindStackTrace(true, info.Entries.Contents, stack.Count, stack.Truncated);
    }

    private async Step BeforeCallback(V4Work work, ulong cookie)
    {
        if (Has(V4Changes.CancelWaits))
        {
            await work.Running!.WriteOnce(1);
        }

        if (Has(V4Changes.OncePerContext))
        {
            await work.Delivered!.Write(cookie);
        }

        if (Has(V4Changes.ClearPendingFirst))
        {
            await work.Pending.Write(0);
            Events.Emit(new PendingCleared(work));
        }
    }

    private async Step AfterCallback(V4Work work)
    {
        // t6
        if (!Has(V4Changes.ClearPendingFirst))
        {
            await work.Pending.Write(0);
            Events.Emit(new PendingCleared(work));
        }

        if (Has(V4Changes.CancelWaits))
        {
            await work.Running!.WriteOnce(0);
        }
    }

    private sealed class TaskWorkFunction(V4Design design, V4Work work) : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => design.RunTaskWork(context, work);
    }
}
