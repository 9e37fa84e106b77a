using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback's pointer is set when it is called. (I11)</summary>
public sealed class NoNullCall : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "no-null-call";

    /// <inheritdoc/>
    public override string Quote => "list_add_rcu(&work->list, &callbacks); work->func = func;";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/deferred.c, v6.17, unwind_deferred_init()";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is NullCalled called
            ? new Violation($"{called.Task} calls the callback of {called.Work}, whose pointer is NULL")
            : null;
        return state;
    }
}
