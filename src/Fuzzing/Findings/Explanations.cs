using Interleave;
using Interleave.Exploration;

namespace UnwindCheck.Fuzzing;

/// <summary>
/// What is behind a violation, by experiment: without a cause that is known for it, the same design no longer violates the
/// invariant in the same scenario, as a complete search says. To look like something known is not enough.
/// </summary>
/// <remarks>A cause is known for an invariant when a scenario in <c>src/Fuzzing/known</c> states that this violation goes with
/// it. All of them are taken away together: what is left has a cause that nobody knows.</remarks>
public sealed class Explanations
{
    private readonly IReadOnlySet<(string Cause, string Invariant)> known;

    /// <summary>With what the scenarios in <c>src/Fuzzing/known</c> state.</summary>
    public Explanations()
        : this(KnownViolations.Found.SelectMany(CauseStatement.In).SelectMany(static statement => statement.Causes.SelectMany(cause => statement.Invariants.Select(invariant => (cause, invariant)))).ToHashSet())
    {
    }

    /// <summary>With others: for tests.</summary>
    internal Explanations(IReadOnlySet<(string Cause, string Invariant)> known) => this.known = known;

    /// <summary>What is to be said of each of some violations.</summary>
    public IReadOnlyDictionary<string, Explanation> Of(FuzzCase fuzzCase, IReadOnlyCollection<string> invariants)
    {
        ArgumentNullException.ThrowIfNull(fuzzCase);
        var given = new Experiment(fuzzCase.Design, fuzzCase.Scenario);
        var applicable = KnownCauses.All.Where(cause => cause.Remedy(given) != given).ToList();
        var results = new Dictionary<string, Explanation>(StringComparer.Ordinal);

        // What may have the same causes is searched for at once.
        foreach (var group in invariants.GroupBy(invariant => string.Join(' ', applicable.Where(cause => known.Contains((cause.Name, invariant))).Select(static cause => cause.Name))))
        {
            var causes = applicable.Where(cause => known.Contains((cause.Name, group.First()))).ToList();
            foreach (var (invariant, explanation) in Of(given, causes, [.. group], fuzzCase))
            {
                results.Add(invariant, explanation);
            }
        }

        return results;
    }

    /// <summary>The causes, each of them needed, without which a violation is gone; null: it never is. Wide remedies are left out
    /// before narrow ones.</summary>
    internal static IReadOnlyList<KnownCause>? Needed(FuzzCase fuzzCase, string invariant)
    {
        var given = new Experiment(fuzzCase.Design, fuzzCase.Scenario);
        var causes = KnownCauses.All.Where(cause => cause.Remedy(given) != given).ToList();
        if (!IsGone(causes))
        {
            var alone = causes.Find(cause => IsGone([cause]));
            return alone is null ? null : [alone];
        }

        // What was needed with more taken away may be needed no longer with less.
        int before;
        do
        {
            before = causes.Count;
            foreach (var cause in Enumerable.Reverse(causes).ToList())
            {
                var without = causes.Where(other => other != cause).ToList();
                causes = IsGone(without) ? without : causes;
            }
        }
        while (causes.Count < before);

        return causes;

        bool IsGone(IReadOnlyList<KnownCause> causes) => Search(given, causes, [invariant], fuzzCase) is { Complete: true } search && !search.Violated.Contains(invariant, StringComparer.Ordinal);
    }

    /// <summary>Searches for violations of some invariants without some causes.</summary>
    internal static SearchResult Search(Experiment given, IEnumerable<KnownCause> causes, IReadOnlyCollection<string> invariants, FuzzCase fuzzCase)
    {
        var remedied = causes.Aggregate(given, static (experiment, cause) => cause.Remedy(experiment));

        // Where the case itself was too large, the experiment is hardly ever smaller. Only a livelock needs the graph.
        var states = fuzzCase.Limits.States * (fuzzCase.Search.Complete ? FuzzLimits.ForExperiments : 1);
        return Explore.Search(remedied.Model(invariants), fuzzCase.Options with { MaxStates = states, KeepGraph = invariants.Contains(EngineInvariants.Terminates, StringComparer.Ordinal) });
    }

    private static IEnumerable<(string Invariant, Explanation Explanation)> Of(Experiment given, List<KnownCause> causes, List<string> invariants, FuzzCase fuzzCase)
    {
        if (causes.Count == 0)
        {
            return invariants.Select(static invariant => (invariant, Explanation.None));
        }

        var search = Search(given, causes, invariants, fuzzCase);
        var others = causes.Count < 2 || search.Violated.Count == 0 ? [] : causes.Select(cause => (IEnumerable<KnownCause>)[cause]).Concat(causes.Select(cause => causes.Where(other => other != cause)));
        return invariants.Select(invariant => (invariant, Judge(invariant)));

        Explanation Judge(string invariant)
        {
            if (!search.Violated.Contains(invariant, StringComparer.Ordinal))
            {
                return search.Complete ? Explanation.Known : Explanation.Open;
            }

            // A remedy may itself bring on what another one takes away.
            return others.Any(some => Search(given, some, [invariant], fuzzCase) is { Complete: true } fewer && !fewer.Violated.Contains(invariant, StringComparer.Ordinal)) ? Explanation.Known : Explanation.None;
        }
    }
}

/// <summary>What is to be said of a violation.</summary>
public enum Explanation
{
    /// <summary>It goes with causes that are known for it.</summary>
    Known,

    /// <summary>It stays without them: news.</summary>
    None,

    /// <summary>The experiment was too large to say.</summary>
    Open,
}
