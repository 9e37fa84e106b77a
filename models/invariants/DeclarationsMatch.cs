using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>The kernel compiles with and without <c>CONFIG_UNWIND_USER</c>.</summary>
public sealed class DeclarationsMatch : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "declarations-match";

    /// <inheritdoc/>
    public override string Quote => "Otherwise this does not compile on architectures that do not enable UNWIND_USER.";

    /// <inheritdoc/>
    public override string Source => "Jens Remus, seed thread #15, 24 January 2025";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is DeclarationMismatch mismatch
            ? new Violation($"{mismatch.Called} does not fit {mismatch.Declared}")
            : null;
        return state;
    }
}
