using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>A lock that is taken in an interrupt is taken nowhere with interrupts on: else the interrupt may strike while
/// its own CPU holds it.</summary>
public sealed class LockInInterrupt : UnwindInvariant<ValueSet<(KernelLock Lock, bool InInterrupt)>>
{
    /// <inheritdoc/>
    public override string Invariant => "lock-in-interrupt";

    /// <inheritdoc/>
    public override string Quote => "inconsistent {HARDIRQ-ON-W} -> {IN-HARDIRQ-W} usage";

    /// <inheritdoc/>
    public override string Source => Sources.KernelRules + " (lockdep): also where the deadlock itself does not happen";

    /// <inheritdoc/>
    protected override ValueSet<(KernelLock Lock, bool InInterrupt)> Start => ValueSet<(KernelLock, bool)>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<(KernelLock Lock, bool InInterrupt)> Next(ValueSet<(KernelLock Lock, bool InInterrupt)> state, object occurrence, out Violation? violation)
    {
        violation = null;
        if (occurrence is not LockWanted wanted)
        {
            return state;
        }

        // Every lock here may sleep, so process context takes it with interrupts on.
        var inInterrupt = wanted.Context.Level != ContextLevel.Task;
        if (state.Contains((wanted.Lock, !inInterrupt)))
        {
            violation = new Violation($"{wanted.Lock} is taken in {wanted.Context}, and {(inInterrupt ? "elsewhere with interrupts on" : "elsewhere in an interrupt")}");
        }

        return state.Add((wanted.Lock, inInterrupt));
    }
}
