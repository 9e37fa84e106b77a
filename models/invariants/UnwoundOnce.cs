using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>The user stack is not walked again while it is kept for further callbacks of the entry context. (I3)</summary>
public sealed class UnwoundOnce : UnwindInvariant<ValueSet<TaskStruct>>
{
    /// <inheritdoc/>
    public override string Invariant => "unwound-once";

    /// <inheritdoc/>
    public override string Quote => "The user stack has already been previously unwound in this entry context. Skip the unwind and use the cache.";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/deferred.c, v6.17, unwind_user_faultable()";

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => design.KeepsStack;

    /// <inheritdoc/>
    /// <remarks>The state is whose stack was walked since the last entry, and not forgotten.</remarks>
    protected override ValueSet<TaskStruct> Start => ValueSet<TaskStruct>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<TaskStruct> Next(ValueSet<TaskStruct> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state.Remove(entered.Task);
            case ForgottenInTask { Part: ContextPart.Stack } forgotten:
                return state.Remove(forgotten.Task);
            case Stored stored:
                violation = state.Contains(stored.Task) ? new Violation($"the user stack of {stored.Task} is walked a second time, although it was kept") : null;
                return state.Add(stored.Task);
            case TaskGone gone:
                return state.Remove(gone.Task);
            default:
                return state;
        }
    }
}
