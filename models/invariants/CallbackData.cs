using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback is handed the data of its own request, in designs that keep data for it. (I11)</summary>
public sealed class CallbackData : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-data";

    /// <inheritdoc/>
    public override string Quote => "FIXME: There's a race where a pending callback gets unregistered and a new one gets registered in the same slot, causing a spurious callback.";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/user.c, branch sframe-2.1 of Josh Poimboeuf's tree, September 2024, do_deferred_work()";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is CallbackHandedData handed && handed.Work != handed.Data
            ? new Violation($"the callback of {handed.Work} is handed the data of {handed.Data}")
            : null;
        return state;
    }
}
