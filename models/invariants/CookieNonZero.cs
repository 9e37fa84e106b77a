using Interleave;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>No entry context is given the cookie 0, which stands for "none". (I1)</summary>
public sealed class CookieNonZero : UnwindInvariant<bool>
{
    /// <inheritdoc/>
    public override string Invariant => "cookie-nonzero";

    /// <inheritdoc/>
    public override string Quote => "I have to note that 0 is a valid return value here, which will give a ton of fun. … That thing *will* wrap.";

    /// <inheritdoc/>
    public override string Source => "Peter Zijlstra, seed thread #3 and #9, 22 and 23 January 2025";

    /// <inheritdoc/>
    protected override bool Start => true;

    /// <inheritdoc/>
    protected override bool Next(bool state, object occurrence, out Violation? violation)
    {
        violation = occurrence is CookieAssigned { Cookie: 0 } assigned
            ? new Violation($"the context of {assigned.Task} is given the cookie 0")
            : null;
        return state;
    }
}
