namespace UnwindCheck.Fuzzing;

/// <summary>A design violates nothing that it is not known to violate in such scenarios.</summary>
/// <param name="known">What it is known to violate.</param>
public sealed class ExpectedVerdicts(KnownViolations known) : FuzzProperty
{
    /// <summary>What post-processing cannot do is no news where the interface has not done what it promises.</summary>
    private static readonly string[] Consequences = ["stitched-forward", "stitched-both-ways"];

    /// <inheritdoc/>
    public override string Name => "expected-verdicts";

    /// <inheritdoc/>
    public override string About => "A design violates only what it is known to violate in a scenario with no more in it than this one.";

    /// <inheritdoc/>
    public override bool JudgesDesigns => true;

    /// <summary>Learns from a failure, so that the same thing is no news again.</summary>
    public void Learn(FuzzCase fuzzCase, FuzzOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(fuzzCase);
        ArgumentNullException.ThrowIfNull(outcome);
        foreach (var invariant in outcome.Keys)
        {
            known.Add(fuzzCase.Design, invariant, fuzzCase.Scenario);
        }
    }

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        var broken = fuzzCase.Search.Violated.Except(Consequences, StringComparer.Ordinal).Any();
        var news = fuzzCase.Search.Violated
            .Where(invariant => !broken || !Consequences.Contains(invariant, StringComparer.Ordinal))
            .Where(invariant => !known.IsKnown(fuzzCase.Design, invariant, fuzzCase.Scenario))
            .Order(StringComparer.Ordinal)
            .ToList();
        return news.Count > 0 ? FuzzOutcome.Failed($"{fuzzCase.Design.Name} violates {string.Join(", ", news)}", [.. news])
            : fuzzCase.Search.Complete ? FuzzOutcome.Held
            : FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states");
    }
}
