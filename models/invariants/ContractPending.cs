using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Second row of the contract. (I4)</summary>
public sealed class ContractPending : ContractRow
{
    /// <inheritdoc/>
    public override string Invariant => "contract-pending";

    /// <inheritdoc/>
    public override string Quote => "return != 0, *cookie != 0: the callback is already pending. The cookie can still be used to correlate with the pending callback.";

    /// <inheritdoc/>
    protected override bool Applies(RequestReturned returned) => returned.Meaning == RequestMeaning.Pending;
}
