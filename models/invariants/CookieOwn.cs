using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A request returns no cookie but one that its own entry context was given, never that of an earlier one. (I1)</summary>
public sealed class CookieOwn : UnwindInvariant<CookieOwners>
{
    /// <inheritdoc/>
    public override string Invariant => "cookie-own";

    /// <inheritdoc/>
    public override string Quote => "Read the task context cookie, first initializing it if this is the first call to get_cookie() since the most recent entry from user.";

    /// <inheritdoc/>
    public override string Source => "[PATCH v4 28/39] unwind_user/deferred: Add deferred unwinding interface, comment of get_cookie()";

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
                return state.Give(assigned.Task, assigned.Cookie);
            case RequestReturned { Result: { Cookie: not 0, CookieWritten: true } } returned when !state.Owns(returned.Task, returned.Result.Cookie):
                violation = new Violation($"a request in entry {state.ContextOf(returned.Task)} of {returned.Task} returned cookie {returned.Result.Cookie:x}, which this entry was not given");
                return state;
            default:
                return state;
        }
    }
}
