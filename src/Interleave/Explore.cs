using Interleave.Exploration;

namespace Interleave;

/// <summary>Explores models.</summary>
public static class Explore
{
    /// <summary>Visits every reachable state of a model and finds the simplest witness of each violation.</summary>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static ExplorationResult All(Model model, SearchOptions? options = null)
    {
        options ??= new SearchOptions();
        var system = new TransitionSystem(model);
        var search = new ExhaustiveSearch(system, options);
        var result = search.Run();
        var witnesses = new Dictionary<string, Witness>(StringComparer.Ordinal);
        if (search.Violations != 0)
        {
            var cycle = search.LivelockedStates;
            var found = new WitnessSearch(system, search.Violations, cycle is null ? null : cycle.Contains, options).Run();
            foreach (var (bit, witness) in found)
            {
                witnesses.Add(
                    system.Invariants.Names[System.Numerics.BitOperations.TrailingZeroCount(bit)],
                    bit == Invariants.Livelock ? AsLasso(system, witness, cycle!) : witness);
            }
        }

        return new ExplorationResult(result, witnesses, system.SchedulingPoints());
    }

    /// <summary>
    /// Runs one execution of each class of equivalent ones, remembering no states. Two executions are equivalent when each
    /// is what the other becomes by exchanging neighbouring steps of different processes that do not access a common
    /// word, or only read it. A handler's steps count as those of a process of their own: what it interrupts may
    /// come before or after all of it, and where that makes no difference it makes no class.
    /// </summary>
    /// <remarks>Equivalent executions end in the same state, throw the same exceptions, use the same freed or uninitialised
    /// memory and block or do not. Monitors see the same events in the same order when
    /// <see cref="TraceOptions.WatchMonitors"/> is set. Executions without an end are cut off, so livelocks are not found.</remarks>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static TraceResult Traces(Model model, TraceOptions? options = null) =>
        Exploration.Dpor.TraceSearch.Run(model, options ?? new TraceOptions());

    private static Witness AsLasso(TransitionSystem system, Witness stem, FingerprintSet component) => stem with
    {
        Moves = [.. stem.Moves, .. new LassoSearch(system, component).CycleFrom(stem.Moves)],
        CycleStart = stem.Moves.Count,
    };
}

/// <summary>What an exploration found.</summary>
/// <param name="Search">Numbers, and whether the search was complete.</param>
/// <param name="Witnesses">The simplest witness of each violated invariant, by its name. A violation has none only
/// when the search for it was interrupted.</param>
/// <param name="SchedulingPoints">The places in the source between which everything else may happen.</param>
public sealed record ExplorationResult(
    SearchResult Search,
    IReadOnlyDictionary<string, Witness> Witnesses,
    IReadOnlyList<SchedulingPoint> SchedulingPoints)
{
    /// <summary>Every reachable state was visited and no invariant is violated.</summary>
    public bool Holds => Search.Complete && Search.Violated.Count == 0;
}
