using Interleave;
using Interleave.Exploration;

namespace UnwindCheck.Fuzzing;

/// <summary>The exploration of traces, which remembers no states, finds what the plain search finds.</summary>
public sealed class TracesAgree : FuzzProperty
{
    private const int MaxSteps = 600;

    /// <inheritdoc/>
    public override string Name => "traces-agree";

    /// <inheritdoc/>
    public override string About => "Optimal dynamic partial-order reduction finds nothing that the plain search does not, and all of it but livelocks when it comes to its end.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        var plain = fuzzCase.Search;
        if (!plain.Complete)
        {
            return FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states");
        }

        var traces = Explore.Traces(fuzzCase.Model(), new TraceOptions { MaxExecutions = fuzzCase.Limits.Executions, MaxSteps = MaxSteps, Cancellation = fuzzCase.Cancellation });
        var tooMany = traces.Violated.Except(plain.Violated, StringComparer.Ordinal).ToList();
        if (tooMany.Count > 0)
        {
            return FuzzOutcome.Failed($"an execution violates '{SearchesAgree.Words(tooMany)}', which the plain search does not find");
        }

        if (!traces.Complete)
        {
            return FuzzOutcome.Skipped($"stopped by {traces.StoppedBy}");
        }

        var missed = plain.Violated.Except(traces.Violated, StringComparer.Ordinal).Where(static invariant => invariant != EngineInvariants.Terminates).ToList();
        return missed.Count == 0 ? FuzzOutcome.Held : FuzzOutcome.Failed($"no execution violates '{SearchesAgree.Words(missed)}', which the plain search finds");
    }
}
