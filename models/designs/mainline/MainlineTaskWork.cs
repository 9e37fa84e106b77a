using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>process_unwind_deferred()</c>: the task work, and the exit hook that does its work early.</summary>
public sealed partial class MainlineDesign
{
    /// <inheritdoc/>
    public override Step ExitTaskEarly(KernelContext context) =>
        Has(MainlineChanges.ExitHook) && !Has(MainlineChanges.ExitHookLate) ? ExitTask(context) : Step.Done;

    /// <inheritdoc/>
    public override Step ExitTaskLate(KernelContext context) =>
        Has(MainlineChanges.ExitHook) && Has(MainlineChanges.ExitHookLate) ? ExitTask(context) : Step.Done;

    /// <inheritdoc/>
    protected override async Step AfterUnwind(KernelContext context)
    {
        // Clear nr_entries on way back to user space.
        if (Has(MainlineChanges.UsedBit))
        {
            await InfoOf(context.Current).Mask.FetchOr(Used);
        }
    }

    /// <inheritdoc/>
    protected override async Step Process(KernelContext context)
    {
        var info = InfoOf(context.Current);

        // p1
        if (KernelContext.WarnOn((await info.Mask.ReadOnce() & Pending) == 0, "process_unwind_deferred(): WARN_ON_ONCE(!unwind_pending(info))"))
        {
            return;
        }

        if (Has(MainlineChanges.SnapshotInside))
        {
            await List.BeginWalk(context);
        }

        // p2: clear pending bit but make sure to have the current bits
        var bits = await info.Mask.FetchAndNot(Pending);
        Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));

        // p3
        var trace = await Faultable(context);

        // p4
        if (Has(MainlineChanges.Completed) && await info.Cache.Address.Read() != 0)
        {
            bits &= ~await info.Cache.Completed.Read();
        }

        // p5
        var cookie = await ids.Read(context.Current);
        if (!Has(MainlineChanges.SnapshotInside))
        {
            await List.BeginWalk(context);
        }

        for (var number = await List.First(); number != 0; number = await List.After(number))
        {
            await CallIfAsked(context, info, List[number], bits, trace, cookie);
        }

        await List.EndWalk(context);
    }

    private async Step CallIfAsked(KernelContext context, UnwindTaskInfo info, RegisteredWork work, ulong bits, UnwindStackTrace trace, ulong cookie)
    {
        // p6
        uint bit = 0;
        if (Has(MainlineChanges.BitReadOnce))
        {
            bit = await work.Bit.ReadOnce();
            if (bit == RegisteredWork.NoBit || (bits & UnwindBits.Of(bit)) == 0)
            {
                return;
            }
        }
        else if (!await TestBit.InSnapshot(work, bits))
        {
            return;
        }

        // p7
        await Call(context, work, trace, cookie);

        // p8
        if (Has(MainlineChanges.Completed) && await info.Cache.Address.Read() != 0)
        {
            await Complete(info.Cache, Has(MainlineChanges.BitReadOnce) ? bit : await work.Bit.Read());
        }

        if (Has(MainlineChanges.ClearAfterCallback))
        {
            var own = UnwindBits.Of(await work.Bit.Read());
            await info.Mask.FetchAndNot(own);
            Events.Emit(new MaskBitsCleared(context.Current, own));
            if ((own & Pending) != 0)
            {
                Events.Emit(new ForgottenInTask(context.Current, ContextPart.PendingMark));
            }
        }
    }

    private async Step Complete(UnwindCache cache, uint bit)
    {
        if (Has(MainlineChanges.AtomicCompleted))
        {
            await cache.Completed.FetchOr(UnwindBits.Of(bit));
            return;
        }

        // unwind_completed |= BIT(work->bit)
        var completed = await cache.Completed.Read();
        await cache.Completed.Write(completed | UnwindBits.Of(bit));
    }

    /// <summary><c>unwind_deferred_task_exit()</c>.</summary>
    private async Step ExitTask(KernelContext context)
    {
        var info = InfoOf(context.Current);
        if ((await info.Mask.ReadOnce() & Pending) == 0)
        {
            return;
        }

        await Process(context);
        await TaskWork.Cancel(context, context.Current, info.Work);
    }
}
