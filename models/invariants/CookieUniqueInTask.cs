using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>No two entry contexts of one task are given the same cookie. (I1, weaker)</summary>
public sealed class CookieUniqueInTask : UnwindInvariant<CookieOwners>
{
    /// <inheritdoc/>
    public override string Invariant => "cookie-unique-in-task";

    /// <inheritdoc/>
    public override string Quote => "the cookie only needs to be unique per thread";

    /// <inheritdoc/>
    public override string Source => "Linus Torvalds, July 2025, on v12 06/14 (in substance)";

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
                var context = state.ContextOf(assigned.Task);
                var other = state.Cookies.Items.FirstOrDefault(owner => owner.Cookie == assigned.Cookie && owner.Task == assigned.Task && owner.Context != context);
                if (other.Task is not null)
                {
                    violation = new Violation($"entry {context} of {assigned.Task} is given cookie {assigned.Cookie:x}, which its entry {other.Context} was given before");
                }

                return state.Give(assigned.Task, assigned.Cookie);
            default:
                return state;
        }
    }
}
