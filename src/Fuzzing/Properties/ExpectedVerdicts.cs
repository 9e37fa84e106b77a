namespace UnwindCheck.Fuzzing;

/// <summary>A design violates nothing but by causes that are known.</summary>
/// <param name="known">What has been reported already, and what designs that nobody has stated causes for are known to violate.</param>
/// <param name="explanations">Tells whether a violation has a known cause.</param>
public sealed class ExpectedVerdicts(KnownViolations known, Explanations explanations) : FuzzProperty
{
    /// <summary>What post-processing cannot do is no news where the interface has not done what it promises.</summary>
    private static readonly string[] Consequences = ["stitched-forward", "stitched-both-ways"];

    /// <inheritdoc/>
    public override string Name => "expected-verdicts";

    /// <inheritdoc/>
    public override string About => "What a design violates it no longer violates in the same scenario once the known causes are taken away.";

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
        var violated = fuzzCase.Search.Violated
            .Where(invariant => !broken || !Consequences.Contains(invariant, StringComparer.Ordinal))
            .Where(invariant => !known.IsKnown(fuzzCase.Design, invariant, fuzzCase.Scenario))
            .Order(StringComparer.Ordinal)
            .ToList();
        var explained = explanations.Of(fuzzCase, violated);
        var news = violated.FindAll(invariant => explained[invariant] == Explanation.None);
        return news.Count > 0 ? FuzzOutcome.Failed($"{fuzzCase.Design.Name} violates {string.Join(", ", news)}", [.. news])
            : !fuzzCase.Search.Complete ? FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states")
            : explained.Values.Contains(Explanation.Open) ? FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States * FuzzLimits.ForExperiments} states without the known causes")
            : FuzzOutcome.Held;
    }
}
