using Interleave;
using Interleave.Exploration;

namespace UnwindCheck.Fuzzing;

/// <summary>Every search gives the verdicts of the plain one, which keeps the graph of the states.</summary>
public sealed class SearchesAgree : FuzzProperty
{
    private static readonly (string Name, bool SameStates, Func<SearchOptions, SearchOptions> Change)[] Others =
    [
        ("breadth-first", true, static options => options with { KeepGraph = false }),
        ("breadth-first with two threads", true, static options => options with { KeepGraph = false, Threads = 2 }),
        ("exact", true, static options => options with { Exact = true }),
        ("reduced", false, static options => options with { Reduction = Reduction.PartialOrder }),
    ];

    /// <inheritdoc/>
    public override string Name => "searches-agree";

    /// <inheritdoc/>
    public override string About => "The plain, breadth-first, parallel, exact, reduced and witness searches give the same verdicts, and the same states where they store all.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        var plain = fuzzCase.Search;
        if (!plain.Complete)
        {
            return FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states");
        }

        // Only the graph shows livelocks.
        var safety = plain.Violated.Where(static invariant => invariant != EngineInvariants.Terminates).Order(StringComparer.Ordinal).ToList();
        foreach (var (name, sameStates, change) in Others)
        {
            var other = Explore.Search(fuzzCase.Model(), change(fuzzCase.Options));
            if (!other.Complete)
            {
                return fuzzCase.Cancellation.IsCancellationRequested
                    ? FuzzOutcome.Skipped("interrupted")
                    : FuzzOutcome.Failed($"the {name} search stops by {other.StoppedBy} at {other.States} states, of {plain.States}");
            }

            if (!safety.SequenceEqual(other.Violated.Order(StringComparer.Ordinal)))
            {
                return FuzzOutcome.Failed($"the {name} search finds '{Words(other.Violated)}' violated, the plain one '{Words(safety)}'");
            }

            if (sameStates && (other.States, other.Transitions, other.Depth) != (plain.States, plain.Transitions, plain.Depth))
            {
                return FuzzOutcome.Failed($"the {name} search has {other.States} states, {other.Transitions} transitions and depth {other.Depth}, the plain one {plain.States}, {plain.Transitions} and {plain.Depth}");
            }
        }

        if (plain.Violated.Count == 0)
        {
            return FuzzOutcome.Held;
        }

        var witnessed = fuzzCase.Exploration.Witnesses.Keys.Order(StringComparer.Ordinal).ToList();
        return witnessed.SequenceEqual(plain.Violated.Order(StringComparer.Ordinal)) ? FuzzOutcome.Held
            : fuzzCase.Cancellation.IsCancellationRequested ? FuzzOutcome.Skipped("interrupted")
            : FuzzOutcome.Failed($"there are witnesses for '{Words(witnessed)}', but violated are '{Words(plain.Violated)}'");
    }

    internal static string Words(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
}
