using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// <c>kernel/unwind/deferred.c</c> as posted in v8 (Steven Rostedt, 9 May 2025) and v9 (13 May 2025), up to the patch that
/// protects the walk by SRCU: timestamps take the place of cookies, and are reset on the way to user mode.
/// </summary>
/// <remarks>The last patch of the series ("unwind deferred: Use bitmask to determine which callbacks to call", later
/// reworked) keeps bits until the exit; it is <see cref="V10Design"/>, with the mistake in init() that v10 mended.</remarks>
public sealed class V8Design : RegistryDesign
{
    private readonly TaskTimestamp timestamps;

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public V8Design(Machine machine, int otherTracers)
        : base(machine, walkersSleep: true, reserved: 0, otherTracers) => timestamps = new TaskTimestamp(machine);

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => Interleave.Kernel.NmiNotification.InterruptSetsFlag;

    /// <inheritdoc/>
    public override bool CallsAgain => true;

    /// <inheritdoc/>
    public override bool ResetsAtExit => true;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 => RequestMeaning.Queued,
        1 => RequestMeaning.Pending,
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
        // unwind_reset_info(): exit out early if this was never used.
        if (!await timestamps.IsSet(context.Current))
        {
            return;
        }

        if (await InfoOf(context.Current).Cache.Address.Read() != 0)
        {
            await ForgetStack(context);
        }

        await timestamps.Reset(context.Current);
    }

    /// <inheritdoc/>
    protected override async Step<bool> MayUnwind(KernelContext context) =>
        (await context.Current.Flags.Read() & TaskStruct.PfExiting) == 0;

    /// <inheritdoc/>
    protected override async Step Process(KernelContext context)
    {
        var info = InfoOf(context.Current);
        if (KernelContext.WarnOn(await info.Pending.Read() == 0, "unwind_deferred_task_work(): WARN_ON_ONCE(!info->pending)"))
        {
            return;
        }

        // Allow work to come in again.
        await info.Pending.WriteOnce(0);
        Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
        var trace = await Faultable(context);
        var timestamp = await timestamps.Sync(context.Current);
        await List.BeginWalk(context);
        for (var number = await List.First(); number != 0; number = await List.After(number))
        {
            if (await Asked(info, List[number]))
            {
                await Call(context, List[number], trace, timestamp);
                var bit = await List[number].Bit.Read();
                await info.Mask.FetchAndNot(UnwindBits.Of(bit));
                Events.Emit(new MaskBitsCleared(context.Current, UnwindBits.Of(bit)));
            }
        }

        await List.EndWalk(context);
    }

    private static async Step<bool> Asked(UnwindTaskInfo info, RegisteredWork work)
    {
        var mask = await info.Mask.Read();
        return (mask & UnwindBits.Of(await work.Bit.Read())) != 0;
    }

    /// <summary><c>unwind_deferred_request_nmi()</c>.</summary>
    private async Step<RequestResult> RequestInNmi(KernelContext context, RegisteredWork work)
    {
        var info = InfoOf(context.Current);
        var (timestamp, made) = await timestamps.GetInNmi(context);
        if (await Asked(info, work))
        {
            return new RequestResult(1, timestamp);
        }

        if (await info.Pending.Read() == 0)
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

            await info.Pending.Write(1);
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
        }

        return await SetBit(context, info, work, timestamp);
    }

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, RegisteredWork work, uint bit)
    {
        var info = InfoOf(context.Current);
        var timestamp = await timestamps.Get(context);

        // This is already queued.
        if ((await info.Mask.Read() & UnwindBits.Of(bit)) != 0)
        {
            return new RequestResult(1, timestamp);
        }

        // Callback already pending? Else claim the work unless an NMI just now swooped in to do so.
        if (await info.Pending.ReadOnce() == 0 && await info.Pending.CompareExchange(0, 1) == 0)
        {
            Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
            var error = await TaskWork.Add(context.Current, info.Work);
            if (KernelContext.WarnOn(error != 0, "unwind_deferred_request(): WARN_ON_ONCE(task_work_add() failed)"))
            {
                await info.Pending.WriteOnce(0);
                Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
                return new RequestResult(error, timestamp);
            }
        }

        return await SetBit(context, info, work, timestamp);
    }

    /// <summary>The label <c>out</c>, which reads <c>work->bit</c> again.</summary>
    private static async Step<RequestResult> SetBit(KernelContext context, UnwindTaskInfo info, RegisteredWork work, ulong timestamp)
    {
        var bit = await work.Bit.Read();
        var before = await info.Mask.FetchOr(UnwindBits.Of(bit));
        Events.Emit(new MaskBitSet(context.Current, work, (int)(bit & 63)));
        return new RequestResult((before & UnwindBits.Of(bit)) != 0 ? 1 : 0, timestamp);
    }
}
