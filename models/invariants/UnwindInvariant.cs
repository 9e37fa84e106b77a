using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A monitor that knows the sentence it comes from.</summary>
/// <typeparam name="TState">What it remembers.</typeparam>
public abstract class UnwindInvariant<TState> : Monitor<TState>, IQuotedInvariant
    where TState : notnull
{
    /// <inheritdoc/>
    public abstract string Quote { get; }

    /// <inheritdoc/>
    public abstract string Source { get; }

    /// <inheritdoc/>
    public virtual bool AppliesTo(UnwindDesign design) => true;
}

/// <summary>An invariant with the sentence it comes from.</summary>
public interface IQuotedInvariant
{
    /// <summary>The name of the invariant.</summary>
    string Invariant { get; }

    /// <summary>The sentence.</summary>
    string Quote { get; }

    /// <summary>Where it stands.</summary>
    string Source { get; }

    /// <summary>Whether a design promises it at all.</summary>
    bool AppliesTo(UnwindDesign design) => true;
}

/// <summary>The places that invariants quote from.</summary>
internal static class Sources
{
    /// <summary>The comment of <c>unwind_deferred_request()</c>.</summary>
    public const string RequestComment = "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, comment of unwind_deferred_request()";

    /// <summary>The message of the patch.</summary>
    public const string CommitMessage = "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, commit message";

    /// <summary>The task work.</summary>
    public const string TaskWorkComment = "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, comment in unwind_deferred_task_work()";

    /// <summary>Kernel-wide rules.</summary>
    public const string KernelRules = "the kernel's own debugging aids";
}
