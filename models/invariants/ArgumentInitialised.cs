using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback's trace argument has been initialised. (I11)</summary>
public sealed class ArgumentInitialised : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "argument-initialised";

    /// <inheritdoc/>
    public override string Quote => "From here on out, the callback must always be called, even if it's just an empty trace.";

    /// <inheritdoc/>
    public override string Source => Sources.TaskWorkComment;

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is CallbackSawStack { Stack: null } callback
            ? new Violation($"{callback.Work} is called with a trace that nothing was stored to: its length and its pointer are garbage from the stack")
            : null;
        return state;
    }
}
