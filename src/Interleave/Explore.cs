using Interleave.Automata;
using Interleave.Exploration;
using Interleave.Exploration.Reduced;
using Interleave.Sampling;

namespace Interleave;

/// <summary>Explores models.</summary>
public static class Explore
{
    /// <summary>Builds a model, visits every reachable state of it and finds the simplest witness of each violation.</summary>
    /// <param name="build">Adds cells, processes and monitors to an empty model.</param>
    /// <param name="options">How to search.</param>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static ExplorationResult All(Action<Model> build, SearchOptions? options = null) => All(Built(build), options);

    /// <summary>Visits every reachable state of a model and finds the simplest witness of each violation.</summary>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static ExplorationResult All(Model model, SearchOptions? options = null)
    {
        options ??= new SearchOptions();
        var system = new TransitionSystem(model, options.Fault);
        var (result, violations, graph, log) = Run(system, options);
        SelfCheck.Run(system, options.SelfCheck);
        var witnesses = new Dictionary<string, Witness>(StringComparer.Ordinal);
        if (violations != 0)
        {
            var ahead = graph is not null && log is not null && result.Complete ? new ViolationsAhead(graph, log) : null;
            var found = new WitnessSearch(system, violations, graph?.Cycles ?? [], ahead, options).Run();
            foreach (var (bit, witness) in found)
            {
                witnesses.Add(
                    system.Invariants.Names[System.Numerics.BitOperations.TrailingZeroCount(bit)],
                    witness.Cycles is { } around ? AsLasso(system, witness.Witness, around) : witness.Witness);
            }
        }

        return new ExplorationResult(model, result, witnesses, system.SchedulingPoints());
    }

    /// <summary>Visits every reachable state of a model and says which invariants are violated, without looking for
    /// witnesses.</summary>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static SearchResult Search(Model model, SearchOptions? options = null)
    {
        options ??= new SearchOptions();
        var system = new TransitionSystem(model, options.Fault);
        var result = Run(system, options).Result;
        SelfCheck.Run(system, options.SelfCheck);
        return result;
    }

    /// <summary>Visits every reachable state of a model and reports accesses that race.</summary>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static RaceReport Races(Model model, SearchOptions? options = null) => new RaceSearch(new TransitionSystem(model), options ?? new SearchOptions()).Run();

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

    /// <summary>Builds a model and runs some executions of it, chosen at random.</summary>
    /// <param name="build">Adds cells, processes and monitors to an empty model.</param>
    /// <param name="options">How to choose executions.</param>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static SampleResult Sample(Action<Model> build, SampleOptions? options = null) => Sample(Built(build), options);

    /// <summary>Runs some executions, chosen at random: for models with more states than a search can visit. What is found has
    /// a witness that can be replayed; that nothing is found says nothing of the executions that were not run.</summary>
    /// <exception cref="ModelException">The model breaks a rule of the engine.</exception>
    public static SampleResult Sample(Model model, SampleOptions? options = null)
    {
        options ??= new SampleOptions();
        if (options.Depth < 1 || options.MaxSteps < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "the depth and the number of steps must be at least 1");
        }

        var system = new TransitionSystem(model);
        using var sampler = new Sampler(system, options);
        var result = sampler.Run();
        SelfCheck.Run(system, options.SelfCheck);
        return result;
    }

    private static SearchOutcome Run(TransitionSystem system, SearchOptions options)
    {
        var outcome = RunToEnd(system, options);
        return outcome.Result.Complete ? outcome : outcome with { Result = outcome.Result with { Hint = LocalStateHint.Of(system.Automata) } };
    }

    private static SearchOutcome RunToEnd(TransitionSystem system, SearchOptions options)
    {
        if (options.Reduction == Reduction.PartialOrder && system.Rows.Length <= PersistentSets.MaxProcesses)
        {
            var reduced = new ReducedSearch(system, options);
            return new SearchOutcome(reduced.Run(), reduced.Violations);
        }

        if (!options.KeepGraph || options.Exact || options.BitstateBytes is not null)
        {
            var search = new BreadthFirstSearch(system, options);
            return new SearchOutcome(search.Run(), search.Violations);
        }

        // A checkpoint does not say which states violate what.
        var log = options.ResumeFrom is null ? new ViolationLog() : null;
        var graph = new GraphSearch(system, options, log);
        return new SearchOutcome(graph.Run(), graph.Violations, graph, log);
    }

    /// <summary>What a search has found.</summary>
    private sealed record SearchOutcome(SearchResult Result, ulong Violations, GraphSearch? Graph = null, ViolationLog? Log = null);

    private static Model Built(Action<Model> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var model = new Model();
        build(model);
        return model;
    }

    private static Witness AsLasso(TransitionSystem system, Witness stem, FairCycles cycles) => stem with
    {
        Moves = [.. stem.Moves, .. new LassoSearch(system, cycles).CycleFrom(stem.Moves)],
        CycleStart = stem.Moves.Count,
    };
}

/// <summary>What an exploration found.</summary>
/// <param name="Model">What was explored.</param>
/// <param name="Search">Numbers, and whether the search was complete.</param>
/// <param name="Witnesses">The simplest witness of each violated invariant, by its name. A violation has none only
/// when the search for it was interrupted.</param>
/// <param name="SchedulingPoints">The places in the source between which everything else may happen.</param>
public sealed record ExplorationResult(
    Model Model,
    SearchResult Search,
    IReadOnlyDictionary<string, Witness> Witnesses,
    IReadOnlyList<SchedulingPoint> SchedulingPoints)
{
    /// <summary>Every reachable state was visited and no invariant is violated.</summary>
    public bool Holds => Search.Complete && Search.Violated.Count == 0;
}
