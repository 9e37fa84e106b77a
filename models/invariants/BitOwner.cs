using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A bit in a task's mask stands for a request of the descriptor that owns the bit now. (I16)</summary>
public sealed class BitOwner : UnwindInvariant<ValueSet<(TaskStruct Task, UnwindWork Work, int Bit)>>
{
    /// <inheritdoc/>
    public override string Invariant => "bit-owner";

    /// <inheritdoc/>
    public override string Quote => "When a tracer is removed by the unwind_deferred_cancel() all current tasks will clear the associated bit, just in case another tracer gets registered immediately afterward and then gets their callback called unexpectedly.";

    /// <inheritdoc/>
    public override string Source => "[PATCH v12 08/14] unwind deferred: Use bitmask to determine which callbacks to call, commit message";

    /// <inheritdoc/>
    protected override ValueSet<(TaskStruct Task, UnwindWork Work, int Bit)> Start => ValueSet<(TaskStruct, UnwindWork, int)>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<(TaskStruct Task, UnwindWork Work, int Bit)> Next(ValueSet<(TaskStruct Task, UnwindWork Work, int Bit)> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case MaskBitSet set:
                var unasked = state.Items.Where(bit => bit.Task == set.Task).Aggregate(set.Found, static (found, bit) => found & ~(1UL << bit.Bit));
                if (unasked != 0)
                {
                    violation = new Violation($"the request for {set.Work} in {set.Task} finds bits {unasked:x} set, for which no request stands any more");
                }

                return state.Add((set.Task, set.Work, set.Bit));
            case MaskBitsCleared cleared:
                return state.RemoveWhere(bit => bit.Task == cleared.Task && (cleared.Bits >> bit.Bit & 1) != 0);
            case MaskBitAssigned assigned:
                var stale = state.Items.FirstOrDefault(bit => bit.Bit == assigned.Bit);
                if (stale.Task is not null)
                {
                    violation = new Violation($"{assigned.Work} is given bit {assigned.Bit}, which is still set in {stale.Task} for an earlier request of {stale.Work}");
                }

                return state;
            case TaskReleased released:
                return state.RemoveWhere(bit => bit.Task == released.Task);
            default:
                return state;
        }
    }
}
