using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A registration is refused only when no bit is left. (I15)</summary>
/// <remarks>Where other tracers have bits already it may be refused, unless one was cancelled since: how many there are is for the
/// design to say.</remarks>
public sealed class RegisterAccepted : UnwindInvariant<RegisterAccepted.Room>
{
    /// <inheritdoc/>
    public override string Invariant => "register-accepted";

    /// <inheritdoc/>
    public override string Quote => "See if there's a bit in the mask available";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/deferred.c, v6.17, unwind_deferred_init(), which returns -EBUSY else";

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => design.TakesManyTracers;

    /// <inheritdoc/>
    protected override Room Start => new(ValueSet<UnwindWork>.Empty, 0);

    /// <inheritdoc/>
    protected override Room Next(Room state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RegisterReturned { Accepted: false } refused:
                violation = !refused.Crowded || state.Left > 0 ? new Violation($"{refused.Work} is refused, although there is room for it") : null;
                return state;
            case RegisterReturned { Accepted: true } registered when !state.IsRegistered(registered.Work):
                return state.Change(registered.Work) with { Left = Math.Max(0, state.Left - 1) };
            case CancelReturned { Task: null } cancelled when state.IsRegistered(cancelled.Work):
                return state.Change(cancelled.Work) with { Left = state.Left + 1 };
            default:
                return state;
        }
    }

    /// <summary>What is known of the room that is left.</summary>
    /// <param name="Changed">Descriptors that are registered and were not at first, or the other way round.</param>
    /// <param name="Left">How many of those that were registered are not any more, and nobody since instead.</param>
    public sealed record Room(ValueSet<UnwindWork> Changed, int Left)
    {
        internal bool IsRegistered(UnwindWork work) => work.IsRegisteredAtFirst != Changed.Contains(work);

        internal Room Change(UnwindWork work) => this with { Changed = Changed.Contains(work) ? Changed.Remove(work) : Changed.Add(work) };
    }
}
