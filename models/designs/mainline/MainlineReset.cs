using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>unwind_reset_info()</c>: the way back to user mode.</summary>
public sealed partial class MainlineDesign
{
    /// <inheritdoc/>
    public override Step EnterFromUserMode(KernelContext context) =>
        Has(MainlineChanges.ResetAtEntry) ? Reset(context) : Step.Done;

    /// <inheritdoc/>
    public override Step BeforeHardirqsOn(KernelContext context) =>
        Has(MainlineChanges.ResetEarly) && !Has(MainlineChanges.ResetAtEntry) ? Reset(context) : Step.Done;

    /// <inheritdoc/>
    public override Step ExitToUserMode(KernelContext context) =>
        !Has(MainlineChanges.ResetEarly) && !Has(MainlineChanges.ResetAtEntry) ? Reset(context) : Step.Done;

    private async Step Reset(KernelContext context)
    {
        var info = InfoOf(context.Current);

        // x1: was there any unwinding?
        var bits = await info.Mask.ReadOnce();
        if (bits != 0)
        {
            // x2
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

            // x3
            await ids.Reset(context.Current);
        }

        // x4: without the USED bit this is a condition of its own, since unwind_user_faultable() can be called directly.
        if ((bits != 0 || !Has(MainlineChanges.UsedBit)) && await info.Cache.Address.Read() != 0)
        {
            await ForgetStack(context);
            if (Has(MainlineChanges.Completed))
            {
                await info.Cache.Completed.Write(0);
            }
        }
    }
}
