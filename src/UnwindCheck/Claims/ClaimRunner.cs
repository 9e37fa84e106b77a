using System.Collections.Concurrent;
using Interleave.Exploration;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Claims;

/// <summary>Runs the searches that claims depend on, several at a time and each once, whatever number of claims uses it.</summary>
/// <param name="all">All claims of the file. What a search watches does not depend on which of them were asked for, so that
/// its numbers do not either.</param>
/// <param name="asked">The claims to answer.</param>
/// <param name="traceDirectory">Where traces go.</param>
/// <param name="timeLimit">How long each search may take.</param>
/// <param name="cancellation">Ends the searches.</param>
internal sealed class ClaimRunner(IReadOnlyList<Claim> all, IReadOnlyList<Claim> asked, string traceDirectory, TimeSpan? timeLimit, CancellationToken cancellation)
{
    private readonly ConcurrentQueue<string> unwritten = new();
    private int done;

    /// <summary>Number of searches that have ended.</summary>
    public int Done => done;

    /// <summary>Number of searches.</summary>
    public int Total { get; private set; }

    /// <summary>Why a trace could not be written; null when all of them were.</summary>
    public string? UnwrittenTrace => unwritten.TryPeek(out var first) ? first : null;

    /// <summary>Runs the searches.</summary>
    /// <exception cref="InputException">A check asks for what its design does not promise.</exception>
    public ClaimFindings Run()
    {
        var watched = all.SelectMany(ChecksOf).ToLookup(ClaimFindings.Search, check => check.Invariant, StringComparer.Ordinal);
        var searches = asked.SelectMany(ChecksOf).GroupBy(ClaimFindings.Search, StringComparer.Ordinal).ToList();
        Total = searches.Count;
        var rows = new ConcurrentDictionary<string, CheckRow>(StringComparer.Ordinal);
        try
        {
            Parallel.ForEach(searches, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, search =>
            {
                RequirePromised([.. search]);
                rows[search.Key] = Search(search.First().Design, search.First().Scenario, watched[search.Key].ToHashSet(StringComparer.Ordinal));
                Interlocked.Increment(ref done);
            });
        }
        catch (AggregateException exception) when (exception.InnerExceptions.FirstOrDefault(inner => inner is InputException) is { } cause)
        {
            throw new InputException(cause.Message, exception);
        }

        return new ClaimFindings([.. searches.Select(search => rows[search.Key])]);
    }

    private static IEnumerable<ClaimCheck> ChecksOf(Claim claim) => claim.Checks.Concat(claim.Assumption?.Checks ?? []);

    /// <summary>An invariant that a design does not promise is not watched there, so it would hold for nothing.</summary>
    private static void RequirePromised(IReadOnlyList<ClaimCheck> checks)
    {
        var monitors = InvariantCatalogue.Monitors().Select(monitor => monitor.Invariant).ToHashSet(StringComparer.Ordinal);
        var watched = ScenarioModel.Build(checks[0].Design, checks[0].Scenario).Monitors.Select(monitor => monitor.Invariant).ToHashSet(StringComparer.Ordinal);
        if (checks.FirstOrDefault(check => monitors.Contains(check.Invariant) && !watched.Contains(check.Invariant)) is { } check)
        {
            throw new InputException($"{check.Place}: {check.Design.Name} does not promise {check.Invariant}, so it is not watched there; name another design or invariant");
        }
    }

    private CheckRow Search(DesignEntry design, Scenario scenario, HashSet<string> invariants)
    {
        var runner = new CheckRunner(new CheckRequest([design], [scenario], invariants, traceDirectory, new SearchOptions { TimeLimit = timeLimit }), cancellation);
        var row = runner.Run()[0];
        if (runner.UnwrittenTrace is { } problem)
        {
            unwritten.Enqueue(problem);
        }

        return row;
    }
}
