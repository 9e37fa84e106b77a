using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Who asked before a task left its CPU has been seen to when the task goes on: its bit is not set any more.</summary>
/// <remarks>Applies to the designs whose purpose that is. Whether the callback was made, and with what, is for others to judge.</remarks>
public sealed class UnwoundAtSwitch : UnwindInvariant<ValueSet<UnwoundAtSwitch.Bit>>
{
    /// <inheritdoc/>
    public override string Invariant => "unwound-at-switch";

    /// <inheritdoc/>
    public override string Quote => "prevent it from getting rescheduled until the unwind from @next has been done";

    /// <inheritdoc/>
    public override string Source => "Josh Poimboeuf, seed thread #12, 23 January 2025";

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => design.UnwindsAtSwitch;

    /// <inheritdoc/>
    protected override ValueSet<Bit> Start => ValueSet<Bit>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<Bit> Next(ValueSet<Bit> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case MaskBitSet set when !state.Contains(new Bit(set.Task, set.Work, set.Bit, Due: true)):
                return state.Add(new Bit(set.Task, set.Work, set.Bit, Due: false));
            case MaskBitsCleared cleared:
                return state.RemoveWhere(bit => bit.Task == cleared.Task && (cleared.Bits >> bit.Number & 1) != 0);
            case SwitchedOut left:
                return state.Items.Where(bit => bit.Task == left.Task && !bit.Due).Aggregate(state, static (bits, bit) => bits.Remove(bit).Add(bit with { Due = true }));
            case SwitchedIn back when state.Items.FirstOrDefault(bit => bit.Task == back.Task && bit.Due) is { } late:
                violation = new Violation($"{back.Task} left its CPU and goes on, and was not unwound for {late.Work}");
                return state;
            case TaskGone gone:
                return state.RemoveWhere(bit => bit.Task == gone.Task);
            default:
                return state;
        }
    }

    /// <summary>A bit that is set in a task.</summary>
    /// <param name="Task">The task.</param>
    /// <param name="Work">The descriptor that it was set for.</param>
    /// <param name="Number">The number of the bit.</param>
    /// <param name="Due">The task has left its CPU since.</param>
    public sealed record Bit(TaskStruct Task, UnwindWork Work, int Number, bool Due);
}
