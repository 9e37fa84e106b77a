using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>No tracer is given a bit that the interface uses itself. (I15)</summary>
public sealed class BitReserved : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "bit-reserved";

    /// <inheritdoc/>
    public override string Quote => "No work should be using a reserved bit.";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/deferred.c, v6.17, unwind_deferred_cancel()";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is MaskBitAssigned { Reserved: true } assigned
            ? new Violation($"{assigned.Work} is given bit {assigned.Bit}, which the interface uses itself")
            : null;
        return state;
    }
}
