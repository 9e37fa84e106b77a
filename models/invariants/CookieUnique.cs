using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>No two entry contexts, of one task or of two, are given the same cookie. (I1)</summary>
public sealed class CookieUnique : UnwindInvariant<CookieOwners>
{
    /// <inheritdoc/>
    public override string Invariant => "cookie-unique";

    /// <inheritdoc/>
    public override string Quote => "The returned cookie output is a unique identifer for the current task entry context.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override CookieOwners Start => CookieOwners.None;

    /// <inheritdoc/>
    protected override CookieOwners Next(CookieOwners state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state.Enter(entered.Task);
            case CookieAssigned { Cookie: not 0 } assigned:
                var other = state.OtherOwner(assigned.Task, assigned.Cookie);
                if (other.Task is not null)
                {
                    violation = new Violation($"entry {state.ContextOf(assigned.Task)} of {assigned.Task} is given cookie {assigned.Cookie:x}, which entry {other.Context} of {other.Task} was given before");
                }

                return state.Give(assigned.Task, assigned.Cookie);
            default:
                return state;
        }
    }
}
