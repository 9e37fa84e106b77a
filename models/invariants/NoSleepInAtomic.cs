using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>Nothing sleeps where sleeping is a bug. (I13)</summary>
public sealed class NoSleepInAtomic : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "no-sleep-in-atomic";

    /// <inheritdoc/>
    public override string Quote => "Ensure the unwind happens in task context even if the caller may be running in NMI or interrupt context.";

    /// <inheritdoc/>
    public override string Source => Sources.CommitMessage;

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is SleptInAtomic slept
            ? new Violation($"BUG: sleeping function called from invalid context: {slept.Where} in {slept.Context}")
            : null;
        return state;
    }
}
