using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>No <c>WARN_ON_ONCE()</c> fires: each says that something cannot happen.</summary>
public sealed class NoWarning : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "no-warning";

    /// <inheritdoc/>
    public override string Quote => "WARN_ON_ONCE(in_nmi()), WARN_ON_ONCE(!work->pending), WARN_ON_ONCE(ret)";

    /// <inheritdoc/>
    public override string Source => "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, kernel/unwind/deferred.c";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is Warned warned ? new Violation(warned.Text) : null;
        return state;
    }
}
