using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>How v5 to v7 know who asked.</summary>
public enum V5Callers
{
    /// <summary>They do not: every tracer is called, and filters by cookie (v5 1/9).</summary>
    All,

    /// <summary>A bit for each tracer in the task's mask (v5 3/9).</summary>
    Mask,

    /// <summary>The same, and a request whose bit was set already returns 1 (v6, v7).</summary>
    MaskAndReturn,
}

/// <summary>
/// <c>kernel/unwind/deferred.c</c> as posted in "[PATCH v5 0/9] tracing: Deferred unwinding of user space stack traces"
/// (Steven Rostedt, 24 April 2025), of which 2/9 serves NMIs and 3/9 adds the mask; v6 (30 April) and v7 (2 May 2025).
/// </summary>
/// <remarks>Claims: "the callback will be called" when 0 is returned; an NMI may ask; clearing the bit in all tasks when a
/// tracer goes keeps another one with the same bit from being called for it.</remarks>
public sealed class V5Design : RegistryDesign
{
    private readonly V5Callers callers;
    private readonly TaskCookie cookies;

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public V5Design(Machine machine, V5Callers callers, int counterBits, ulong counterStart, int otherTracers)
        : base(machine, walkersSleep: false, reserved: 0, otherTracers)
    {
        this.callers = callers;
        cookies = new TaskCookie(machine, counterBits, counterStart);
    }

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => Interleave.Kernel.NmiNotification.InterruptSetsFlag;

    /// <inheritdoc/>
    public override bool CallsAgain => true;

    /// <inheritdoc/>
    protected override bool HasMask => callers != V5Callers.All;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 => RequestMeaning.Queued,
        1 when callers == V5Callers.MaskAndReturn => RequestMeaning.Pending,
        < 0 => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (!await HasUserStack(context, TaskStruct.PfKthread))
        {
            return new RequestResult(Einval, 0);
        }

        if (context.InNmi)
        {
            return await RequestInNmi(context, (RegisteredWork)work);
        }

        var flags = await context.IrqSave();
        var result = await RequestWithInterruptsOff(context, (RegisteredWork)work);
        await context.IrqRestore(flags);
        return result;
    }

    /// <inheritdoc/>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work)
    {
        var registered = (RegisteredWork)work;
        await List.Lock(context);
        await List.Unlink(registered);
        if (HasMask)
        {
            var bit = await registered.Bit.Read();
            await List.FreeBit(bit);
            await ClearBitInAllTasks(bit, completedToo: false);
        }

        await List.Unlock(context);
        return true;
    }

    /// <inheritdoc/>
    public override async Step EnterFromUserMode(KernelContext context)
    {
        await cookies.Reset(context.Current);
        await ForgetStack(context);
    }

    /// <inheritdoc/>
    protected override async Step Process(KernelContext context)
    {
        var info = InfoOf(context.Current);

        // t0
        if (KernelContext.WarnOn(await info.Pending.Read() == 0, "unwind_deferred_task_work(): WARN_ON_ONCE(!info->pending)"))
        {
            return;
        }

        // t1: allow work to come in again
        await info.Pending.WriteOnce(0);
        Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));

        // t2
        var trace = await Faultable(context);

        // t3: get_cookie() with its guard(irqsave)
        var flags = await context.IrqSave();
        var cookie = await cookies.Get(context);
        await context.IrqRestore(flags);
        await List.BeginWalk(context);
        for (var number = await List.First(); number != 0; number = await List.After(number))
        {
            if (!HasMask)
            {
                await Call(context, List[number], trace, cookie);
            }
            else if (await Asked(info, List[number]))
            {
                await Call(context, List[number], trace, cookie);
                var bit = await List[number].Bit.Read();
                await info.Mask.FetchAndNot(UnwindBits.Of(bit));
                Events.Emit(new MaskBitsCleared(context.Current, UnwindBits.Of(bit)));
            }
        }

        // t4, t5: if another task work is pending, reuse the cookie and stack trace
        if (await info.Pending.ReadOnce() == 0)
        {
            await cookies.Reset(context.Current);
        }

        await List.EndWalk(context);
    }

    private static async Step<bool> Asked(UnwindTaskInfo info, RegisteredWork work)
    {
        var bit = await work.Bit.Read();
        return (await info.Mask.Read() & UnwindBits.Of(bit)) != 0;
    }

    /// <summary><c>unwind_deferred_request_nmi()</c>.</summary>
    private async Step<RequestResult> RequestInNmi(KernelContext context, RegisteredWork work)
    {
        var info = InfoOf(context.Current);

        // n1, n2
        var (cookie, made) = await cookies.GetInNmi(context);
        if (HasMask && await Asked(info, work))
        {
            return new RequestResult(AlreadyAsked, cookie);
        }

        // n3
        if (await info.Pending.Read() == 0)
        {
            // n4
            var error = await TaskWork.AddFromNmi(context, info.Work);
            if (error != 0)
            {
                if (made)
                {
                    await cookies.UndoInNmi(context.Current);
                }

                return new RequestResult(error, cookie);
            }

            // n5
            await info.Pending.Write(1);
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
        }

        return await SetBit(context, info, work, cookie);
    }

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, RegisteredWork work)
    {
        var info = InfoOf(context.Current);

        // r1
        var cookie = await cookies.Get(context);
        if (HasMask && await Asked(info, work))
        {
            return new RequestResult(AlreadyAsked, cookie);
        }

        // r2: callback already pending? r3: claim the work unless an NMI just now swooped in to do so.
        if (await info.Pending.ReadOnce() == 0 && await info.Pending.CompareExchange(0, 1) == 0)
        {
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));

            // r4
            var error = await TaskWork.Add(context.Current, info.Work);
            if (KernelContext.WarnOn(error != 0, "unwind_deferred_request(): WARN_ON_ONCE(task_work_add() failed)"))
            {
                await info.Pending.WriteOnce(0);
                Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
                return new RequestResult(error, cookie);
            }
        }

        return await SetBit(context, info, work, cookie);
    }

    private int AlreadyAsked => callers == V5Callers.MaskAndReturn ? 1 : 0;

    /// <summary>r5: the label <c>out</c>.</summary>
    private async Step<RequestResult> SetBit(KernelContext context, UnwindTaskInfo info, RegisteredWork work, ulong cookie)
    {
        if (!HasMask)
        {
            return new RequestResult(0, cookie);
        }

        var bit = await work.Bit.Read();
        var before = await info.Mask.FetchOr(UnwindBits.Of(bit));
        Events.Emit(new MaskBitSet(context.Current, work, (int)bit));
        return new RequestResult((before & UnwindBits.Of(bit)) != 0 ? AlreadyAsked : 0, cookie);
    }
}
