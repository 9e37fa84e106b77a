using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Third row of the contract. (I4)</summary>
public sealed class ContractQueued : ContractRow
{
    /// <inheritdoc/>
    public override string Invariant => "contract-queued";

    /// <inheritdoc/>
    public override string Quote => "return == 0, *cookie != 0: the callback queued successfully. The callback is guaranteed to be called with the given cookie.";

    /// <inheritdoc/>
    protected override bool Applies(RequestReturned returned) => returned.Meaning == RequestMeaning.Queued;

    /// <inheritdoc/>
    protected override string? Flaw(RequestResult result) => result.Cookie == 0 ? "no row of the contract allows that" : null;
}
