using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// <c>kernel/unwind/deferred.c</c> as it was merged for v6.17 (Josh Poimboeuf, Steven Rostedt, Peter Zijlstra; v14 to v16 of
/// the series, July 2025), as it is in v6.19, and what led to it: the request path.
/// </summary>
/// <remarks>
/// The rest of it is in MainlineTaskWork.cs, MainlineReset.cs and MainlineCancel.cs. It claims: 0 means that the callback
/// was queued, 1 that it is pending or was already executed; the cookie is that of the first request by anybody in the
/// entry context; any context may ask, an NMI where the architecture has an NMI-safe cmpxchg.
/// Simplified: srcu and srcu_lite are the same here (readers that may sleep, a wait for earlier ones), so v14, v15 and v16
/// are one design; accesses of <c>unwind_mask</c> that became atomic_long operations in v6.19 (commit 639214f65b1d) were one
/// access each before.
/// </remarks>
public sealed partial class MainlineDesign : RegistryDesign
{
    private const ulong Pending = 1 << 0;
    private const ulong Used = 1 << 1;

    private readonly MainlineChanges changes;
    private readonly bool canUseInNmi;
    private readonly IContextId ids;
    private readonly Rcu? requests;

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public MainlineDesign(Machine machine, MainlineOptions options)
        : base(machine, walkersSleep: true, ReservedBits(options.Changes), options.OtherTracers, own: Pending)
    {
        changes = options.Changes;
        canUseInNmi = machine.Architecture.HasNmiSafeCompareExchange && !Has(MainlineChanges.NmiRefused) && !Has(MainlineChanges.NmiRefusedQuietly);
        requests = Has(MainlineChanges.CancelWaitsForRequests) ? machine.AddRcu("requests under way") : null;
        ids = options.Ids switch
        {
            ContextIds.Timestamp => new LocalTimestamp(machine),
            ContextIds.TaskCounter => new TaskCounter(machine, withNumber: false),
            ContextIds.TaskNumberAndCounter => new TaskCounter(machine, withNumber: true),
            _ => new TaskId(machine, options.CounterBits, options.CounterStart),
        };
    }

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification =>
        Has(MainlineChanges.NmiCurrent) ? Interleave.Kernel.NmiNotification.FlagSetAtOnce
        : Has(MainlineChanges.NmiInterruptSetsFlag) ? Interleave.Kernel.NmiNotification.InterruptSetsFlag
        : Has(MainlineChanges.NmiInterruptKnowsTask) ? Interleave.Kernel.NmiNotification.InterruptKnowsTask
        : null;

    /// <inheritdoc/>
    public override bool ResetsAtExit => !Has(MainlineChanges.ResetAtEntry);

    /// <inheritdoc/>
    public override bool CallsAgain => Has(MainlineChanges.ClearAfterCallback);

    /// <inheritdoc/>
    public override bool TellsWhoAsked => Has(MainlineChanges.LookFirst);

    /// <inheritdoc/>
    protected override bool SetsFunctionFirst => Has(MainlineChanges.FunctionFirst);

    /// <inheritdoc/>
    protected override ulong FullMask => Has(MainlineChanges.LookFirst) ? ulong.MaxValue : ~Pending;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 => RequestMeaning.Queued,
        1 when Has(MainlineChanges.TwoReturnCodes) || !Has(MainlineChanges.LookFirst) => RequestMeaning.Pending,
        1 => RequestMeaning.PendingOrAnswered,
        2 when Has(MainlineChanges.TwoReturnCodes) => RequestMeaning.Answered,
        < 0 => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        // r1
        if (!await HasUserStack(context, TaskStruct.PfKthread | TaskStruct.PfExiting))
        {
            return new RequestResult(Einval, 0);
        }

        // "Trigger a warning to make it obvious that an architecture is using this in NMI when it should not be."
        if (context.InNmi && !canUseInNmi)
        {
            KernelContext.WarnOn(!Has(MainlineChanges.NmiRefusedQuietly), "unwind_deferred_request(): WARN_ON_ONCE(!CAN_USE_IN_NMI)");
            return new RequestResult(Einval, 0);
        }

        if (requests is null)
        {
            return await RequestOf(context, (RegisteredWork)work);
        }

        await requests.ReadLock();
        var result = await RequestOf(context, (RegisteredWork)work);
        await requests.ReadUnlock();
        return result;
    }

    private async Step<RequestResult> RequestOf(KernelContext context, RegisteredWork work)
    {
        // r2: do not allow cancelled works to request again
        var bit = await work.Bit.ReadOnce();
        if ((!Has(MainlineChanges.UnsignedBit) || Has(MainlineChanges.MaskInInt)) && KernelContext.WarnOn((int)bit < 0, "unwind_deferred_request(): WARN_ON_ONCE(bit < 0)"))
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        var result = await RequestWithInterruptsOff(context, work, bit);
        await context.IrqRestore(flags);
        return result;
    }

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, RegisteredWork work, uint number)
    {
        var info = InfoOf(context.Current);
        var bit = Has(MainlineChanges.MaskInInt) ? unchecked((ulong)(int)UnwindBits.Of(number)) : UnwindBits.Of(number);

        // r3
        var cookie = await ids.Get(context);

        // r4: is this already queued or executed?
        if (Has(MainlineChanges.LookFirst))
        {
            var known = await info.Mask.ReadOnce();
            if ((known & bit) != 0)
            {
                return new RequestResult(Has(MainlineChanges.TwoReturnCodes) && (known & Pending) == 0 ? 2 : 1, cookie);
            }
        }

        // r5: set the bit with the PENDING bit and fetch the current value.
        var old = await info.Mask.FetchOr(Pending | bit);
        if ((bit & UnwindBits.Of(number)) != 0)
        {
            Events.Emit(new MaskBitSet(context.Current, work, (int)(number & 63)));
        }

        Events.Emit(new KeptInTask(context.Current, ContextPart.PendingMark));
        if ((old & (Pending | bit)) != 0)
        {
            // "If the work's bit was set, whatever set it had better have also set pending and queued a callback."
            KernelContext.WarnOn(Has(MainlineChanges.LookFirst) && (old & Pending) == 0, "unwind_deferred_request(): WARN_ON_ONCE(!(old & UNWIND_PENDING))");
            return new RequestResult(ReturnOf(old & bit), cookie);
        }

        // r6: the work has been claimed, now schedule it.
        var error = context.InNmi && NmiNotification is not null
            ? await TaskWork.AddFromNmi(context, info.Work)
            : await TaskWork.Add(context.Current, info.Work);
        if (KernelContext.WarnOn(error != 0, "unwind_deferred_request(): WARN_ON_ONCE(task_work_add() failed)"))
        {
            await Undo(context.Current, info, bit);
        }

        return new RequestResult(error, cookie);
    }

    /// <summary>What a request returns that found the pending mark or its own bit.</summary>
    private int ReturnOf(ulong ownBit) =>
        !Has(MainlineChanges.LookFirst) ? 1
        : Has(MainlineChanges.ReturnsOne) || !Has(MainlineChanges.ReturnsBit) ? (ownBit != 0 ? 1 : 0)
        : unchecked((int)ownBit);

    private async Step Undo(TaskStruct task, UnwindTaskInfo info, ulong bit)
    {
        if (Has(MainlineChanges.UndoOwnBits))
        {
            await info.Mask.FetchAndNot(Pending | bit);
            Events.Emit(new MaskBitsCleared(task, bit));
            Events.Emit(new ForgottenInTask(task, ContextPart.PendingMark));
            return;
        }

        await info.Mask.WriteOnce(0);
        Events.Emit(new MaskBitsCleared(task, ulong.MaxValue));
        Events.Emit(new ForgottenInTask(task, ContextPart.PendingMark));
    }

    /// <summary>The roll-up takes no bit for itself: unwind_mask begins with 0, so that the first tracer to be registered is
    /// given the pending bit. Tracers that are registered before anything runs are given others here all the same: nothing
    /// would be left to compare.</summary>
    private static ulong ReservedBits(MainlineChanges changes) =>
        !Has(changes, MainlineChanges.LookFirst) ? 0
        : Has(changes, MainlineChanges.UsedBit) ? Pending | Used
        : Pending;

    private bool Has(MainlineChanges change) => Has(changes, change);

    private static bool Has(MainlineChanges changes, MainlineChanges change) => (changes & change) == change;
}
