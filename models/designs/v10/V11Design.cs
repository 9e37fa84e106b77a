using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>What differs between v11, v12 and v13.</summary>
public enum V11Revision
{
    /// <summary>Timestamps; the cache is only reset where somebody asked.</summary>
    V11,

    /// <summary>Timestamps; the cache is reset on every exit that gets that far.</summary>
    V12,

    /// <summary>The same with cookies of CPU and count.</summary>
    V13,
}

/// <summary>
/// <c>kernel/unwind/deferred.c</c> as posted in v11 (Steven Rostedt, 25 June 2025), v12 (30 June) and v13 (7 July 2025): one
/// request function for all contexts; the pending bit is claimed by compare-and-exchange before the work is added, always
/// with TWA_RESUME.
/// </summary>
public sealed class V11Design : RegistryDesign
{
    private const int PendingBit = 63;
    private const ulong Pending = 1UL << PendingBit;
    private const int AlreadyPending = 1;
    private const int AlreadyExecuted = 2;

    private readonly V11Revision revision;
    private readonly bool canUseInNmi;
    private readonly IContextId ids;

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public V11Design(Machine machine, V11Revision revision, int counterBits, ulong counterStart, int otherTracers)
        : base(machine, walkersSleep: true, reserved: 0, otherTracers, own: Pending)
    {
        this.revision = revision;
        canUseInNmi = machine.Architecture.HasNmiSafeCompareExchange;
        ids = revision == V11Revision.V13 ? new TaskId(machine, counterBits, counterStart) : new LocalTimestamp(machine);
    }

    /// <inheritdoc/>
    protected override ulong FullMask => ~Pending;

    /// <inheritdoc/>
    public override bool ResetsAtExit => true;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 => RequestMeaning.Queued,
        AlreadyPending => RequestMeaning.Pending,
        AlreadyExecuted => RequestMeaning.Answered,
        < 0 => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (!await HasUserStack(context, TaskStruct.PfKthread | TaskStruct.PfExiting))
        {
            return new RequestResult(Einval, 0);
        }

        // NMI requires having safe cmpxchg operations.
        if (context.InNmi && !canUseInNmi)
        {
            return new RequestResult(Einval, 0);
        }

        // Do not allow cancelled works to request again.
        var bit = await ((RegisteredWork)work).Bit.ReadOnce();
        if (KernelContext.WarnOn((int)bit < 0, "unwind_deferred_request(): WARN_ON_ONCE(bit < 0)"))
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        var result = await RequestWithInterruptsOff(context, work, bit);
        await context.IrqRestore(flags);
        return result;
    }

    /// <inheritdoc/>
    public override async Step ExitToUserMode(KernelContext context)
    {
        // unwind_reset_info()
        var info = InfoOf(context.Current);
        var bits = await info.Mask.Read();
        if (bits != 0)
        {
            while (true)
            {
                // Is a task_work going to run again before going back?
                if ((bits & Pending) != 0)
                {
                    return;
                }

                var seen = await info.Mask.CompareExchange(bits, 0);
                if (seen == bits)
                {
                    break;
                }

                bits = seen;
            }

            Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
            await ids.Reset(context.Current);
        }

        // "As unwind_user_faultable() can be called directly and depends on nr_entries being cleared on exit to user,
        // this needs to be a separate conditional" (v12).
        if ((bits != 0 || revision != V11Revision.V11) && await info.Cache.Address.Read() != 0)
        {
            await ForgetStack(context);
        }
    }

    /// <inheritdoc/>
    public override async Step ExitTaskEarly(KernelContext context)
    {
        // unwind_deferred_task_exit()
        var info = InfoOf(context.Current);
        if ((await info.Mask.Read() & Pending) != 0)
        {
            await Process(context);
            await TaskWork.Cancel(context, context.Current, info.Work);
        }
    }

    /// <inheritdoc/>
    protected override async Step Process(KernelContext context)
    {
        var info = InfoOf(context.Current);
        if (KernelContext.WarnOn((await info.Mask.Read() & Pending) == 0, "process_unwind_deferred(): WARN_ON_ONCE(!unwind_pending(info))"))
        {
            return;
        }

        // Clear pending bit but make sure to have the current bits.
        var bits = await info.Mask.ReadOnce();
        while (await info.Mask.CompareExchange(bits, bits & ~Pending) is var seen && seen != bits)
        {
            bits = seen;
        }

        Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
        var trace = await Faultable(context);
        var id = await ids.Read(context.Current);
        await List.BeginWalk(context);
        for (var number = await List.First(); number != 0; number = await List.After(number))
        {
            if (await TestBit.InSnapshot(List[number], bits))
            {
                await Call(context, List[number], trace, id);
            }
        }

        await List.EndWalk(context);
    }

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, UnwindWork work, uint bit)
    {
        var info = InfoOf(context.Current);
        var id = await ids.Get(context);
        var old = await info.Mask.ReadOnce();

        // Is this already queued? If pending is not set, it means this work's callback was already called.
        if ((old & UnwindBits.Of(bit)) != 0)
        {
            return new RequestResult((old & Pending) != 0 ? AlreadyPending : AlreadyExecuted, id);
        }

        if ((await info.Mask.Read() & Pending) != 0)
        {
            return await SetBit(context, info, work, bit, id);
        }

        // "Set only the bit for this work and clear all others as they have already had their callbacks called, and do
        // not need to call them again because of this work." If the cmpxchg() fails, an NMI set the pending bit.
        if (!canUseInNmi)
        {
            await info.Mask.Write(Pending | UnwindBits.Of(bit));
        }
        else if (await info.Mask.CompareExchange(old, Pending | UnwindBits.Of(bit)) != old)
        {
            return await SetBit(context, info, work, bit, id);
        }

        Events.Emit(new MaskBitsCleared(context.Current, ~Pending));
        Events.Emit(new MaskBitSet(context.Current, work, (int)bit));
        Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));

        // The work has been claimed, now schedule it.
        var error = await TaskWork.Add(context.Current, info.Work);
        if (KernelContext.WarnOn(error != 0, "unwind_deferred_request(): WARN_ON_ONCE(task_work_add() failed)"))
        {
            await info.Mask.WriteOnce(0);
            Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
            Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
        }

        return new RequestResult(error, id);
    }

    /// <summary>The label <c>out</c>.</summary>
    private static async Step<RequestResult> SetBit(KernelContext context, UnwindTaskInfo info, UnwindWork work, uint bit, ulong id)
    {
        var before = await info.Mask.FetchOr(UnwindBits.Of(bit));
        Events.Emit(new MaskBitSet(context.Current, work, (int)bit));
        if ((UnwindBits.Of(bit) & Pending) != 0)
        {
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
        }

        return new RequestResult((before & UnwindBits.Of(bit)) != 0 ? AlreadyPending : 0, id);
    }
}
