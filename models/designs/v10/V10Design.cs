using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// <c>kernel/unwind/deferred.c</c> as posted in v10 (Steven Rostedt, 10 June 2025): the pending mark is the top bit of the
/// task's mask, the task work calls from a snapshot of it, and bits stay set until the exit to user mode.
/// </summary>
/// <remarks>v8 and v9 ended with the same patch, but for a constant in init() and without the exit hook:
/// <paramref name="asInV8"/>.</remarks>
/// <param name="machine">A machine whose tasks are known.</param>
/// <param name="asInV8">init() takes the mask for full when it equals ~63, the number of the bit, not when all bits but that
/// one are set; and an exiting task is not unwound.</param>
/// <param name="otherTracers">How many other tracers are registered already.</param>
public sealed class V10Design(Machine machine, bool asInV8, int otherTracers)
    : RegistryDesign(machine, walkersSleep: true, reserved: 0, otherTracers, own: Pending)
{
    private const int PendingBit = 63;
    private const ulong Pending = 1UL << PendingBit;
    private const int AlreadyPending = 1;
    private const int AlreadyExecuted = 2;

    private readonly TaskTimestamp timestamps = new(machine);

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => Interleave.Kernel.NmiNotification.InterruptSetsFlag;

    /// <inheritdoc/>
    protected override ulong FullMask => asInV8 ? unchecked((ulong)~PendingBit) : ~Pending;

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

        if (context.InNmi)
        {
            return await RequestInNmi(context, (RegisteredWork)work);
        }

        // Do not allow cancelled works to request again.
        var bit = await ((RegisteredWork)work).Bit.ReadOnce();
        if (KernelContext.WarnOn((int)bit < 0, "unwind_deferred_request(): WARN_ON_ONCE(bit < 0)"))
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        var result = await RequestWithInterruptsOff(context, (RegisteredWork)work, bit);
        await context.IrqRestore(flags);
        return result;
    }

    /// <inheritdoc/>
    public override async Step ExitToUserMode(KernelContext context)
    {
        // unwind_reset_info()
        var info = InfoOf(context.Current);
        var bits = await info.Mask.Read();
        if (bits == 0)
        {
            return;
        }

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
        if (await info.Cache.Address.Read() != 0)
        {
            await ForgetStack(context);
        }

        await timestamps.Reset(context.Current);
    }

    /// <inheritdoc/>
    public override async Step ExitTaskEarly(KernelContext context)
    {
        if (asInV8)
        {
            return;
        }

        // unwind_deferred_task_exit()
        var info = InfoOf(context.Current);
        if ((await info.Mask.Read() & Pending) != 0)
        {
            await Process(context);
            await TaskWork.Cancel(context, context.Current, info.Work);
        }
    }

    /// <inheritdoc/>
    protected override async Step<bool> MayUnwind(KernelContext context) =>
        asInV8 ? (await context.Current.Flags.Read() & TaskStruct.PfExiting) == 0 : await base.MayUnwind(context);

    /// <inheritdoc/>
    protected override async Step Process(KernelContext context)
    {
        var info = InfoOf(context.Current);
        if (KernelContext.WarnOn((await info.Mask.Read() & Pending) == 0, "process_unwind_deferred(): WARN_ON_ONCE(!unwind_pending(task))"))
        {
            return;
        }

        // Clear pending bit but make sure to have the current bits: they still have it.
        var bits = await info.Mask.ReadOnce();
        while (await info.Mask.CompareExchange(bits, bits & ~Pending) is var seen && seen != bits)
        {
            bits = seen;
        }

        Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
        var trace = await Faultable(context);
        var timestamp = await timestamps.Sync(context.Current);
        await List.BeginWalk(context);
        for (var number = await List.First(); number != 0; number = await List.After(number))
        {
            if ((bits & UnwindBits.Of(await List[number].Bit.Read())) != 0)
            {
                await Call(context, List[number], trace, timestamp);
            }
        }

        await List.EndWalk(context);
    }

    /// <summary><c>unwind_deferred_request_nmi()</c>.</summary>
    private async Step<RequestResult> RequestInNmi(KernelContext context, RegisteredWork work)
    {
        var info = InfoOf(context.Current);

        // Always use the nmi_timestamp first.
        var (timestamp, made) = await timestamps.GetInNmi(context);

        // Is this already queued?
        var mask = await info.Mask.Read();
        if ((mask & UnwindBits.Of(await work.Bit.Read())) != 0)
        {
            return new RequestResult((await info.Mask.Read() & Pending) != 0 ? AlreadyPending : AlreadyExecuted, timestamp);
        }

        if ((await info.Mask.Read() & Pending) == 0)
        {
            var error = await TaskWork.AddFromNmi(context, info.Work);
            if (error != 0)
            {
                if (made)
                {
                    await timestamps.UndoInNmi(context.Current);
                }

                return new RequestResult(error, timestamp);
            }

            // "This is the first to set the PENDING_BIT, clear all others as any other bit has already had their
            // callback called."
            await info.Mask.Write(Pending);
            Events.Emit(new MaskBitsCleared(context.Current, ~Pending));
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
        }

        return await SetBit(context, info, work, timestamp);
    }

    private static async Step<RequestResult> ClaimAndAdd(KernelContext context, UnwindTaskInfo info, RegisteredWork work, uint bit, ulong timestamp, ulong old)
    {
        // If the cmpxchg() fails, it means that an NMI came in and set the pending bit as well as cleared the other
        // bits. Just jump to setting the bit for this work.
        if (await info.Mask.CompareExchange(old, Pending | UnwindBits.Of(bit)) != old)
        {
            return await SetBit(context, info, work, timestamp);
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

        return new RequestResult(error, timestamp);
    }

    /// <summary>The label <c>out</c>, which reads <c>work->bit</c> again.</summary>
    private static async Step<RequestResult> SetBit(KernelContext context, UnwindTaskInfo info, RegisteredWork work, ulong timestamp)
    {
        var bit = await work.Bit.Read();
        var before = await info.Mask.FetchOr(UnwindBits.Of(bit));
        Events.Emit(new MaskBitSet(context.Current, work, (int)(bit & 63)));
        if ((UnwindBits.Of(bit) & Pending) != 0)
        {
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
        }

        return new RequestResult((before & UnwindBits.Of(bit)) != 0 ? AlreadyPending : 0, timestamp);
    }

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, RegisteredWork work, uint bit)
    {
        var info = InfoOf(context.Current);
        var timestamp = await timestamps.Get(context);
        var old = await info.Mask.ReadOnce();

        // Is this already queued? If pending is not set, it means this work's callback was already called.
        if ((old & UnwindBits.Of(bit)) != 0)
        {
            return new RequestResult((old & Pending) != 0 ? AlreadyPending : AlreadyExecuted, timestamp);
        }

        return (await info.Mask.Read() & Pending) != 0
            ? await SetBit(context, info, work, timestamp)
            : await ClaimAndAdd(context, info, work, bit, timestamp, old);
    }
}
