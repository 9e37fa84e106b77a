using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>unwind_deferred_cancel()</c>.</summary>
public sealed partial class MainlineDesign
{
    /// <inheritdoc/>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work)
    {
        var registered = (RegisteredWork)work;

        // c0: without the lock, from v14 on. No work should be using a reserved bit.
        uint bit = 0;
        if (Has(MainlineChanges.LookFirst))
        {
            bit = await registered.Bit.Read();
            var reserved = Has(MainlineChanges.UsedBit) ? Pending | Used : Pending;
            if (KernelContext.WarnOn((UnwindBits.Of(bit) & reserved) != 0, "unwind_deferred_cancel(): WARN_ON_ONCE(BIT(bit) & RESERVED_BITS)"))
            {
                return false;
            }
        }

        await List.Lock(context);

        // c1
        await List.Unlink(registered);
        if (!Has(MainlineChanges.LookFirst))
        {
            bit = await registered.Bit.Read();
        }

        // c2: do not allow any more requests and prevent callbacks
        await registered.Bit.Write(RegisteredWork.NoBit);

        // c3
        await List.FreeBit(bit);

        // Before anything is cleared: who has read the bit before c2 sets it until then.
        if (requests is not null)
        {
            await requests.Synchronize(context);
        }

        if (Has(MainlineChanges.ClearBeforeWait))
        {
            await ClearBitInAllTasks(bit, Has(MainlineChanges.Completed));
        }

        // c4
        await List.Synchronize(context);

        // c5: clear this bit from all threads
        await ClearBitInAllTasks(bit, Has(MainlineChanges.Completed));
        await List.Unlock(context);
        return true;
    }
}
