using System.Diagnostics;
using Interleave;
using Interleave.Exploration;
using Microsoft.CodeAnalysis;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Mutants;

/// <summary>Runs the mutants of a design in scenarios, each until one of its verdicts differs from that of the design.</summary>
internal sealed class MutantRunner(DesignEntry design, IReadOnlyList<Scenario> scenarios, CancellationToken cancellation)
{
    /// <summary>A mutant's search is cut when it has found more states than this, and so many times those of the design.</summary>
    private const int LeastLimit = 200_000;
    private const int LimitFactor = 20;

    /// <summary>With no more states than this a graph costs nothing.</summary>
    private const int Few = 4_000;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private int done;
    private int alive;

    /// <summary>Only mutants whose name begins so.</summary>
    public string Only { get; init; } = "";

    /// <summary>How many mutants there are; 0 while that is found out.</summary>
    public int Total { get; private set; }

    /// <summary>How many are done.</summary>
    public int Done => done;

    /// <summary>How many of these no scenario has killed.</summary>
    public int Alive => alive;

    /// <summary>Every mutation of the design, whether it can be compiled and is executed or not.</summary>
    public static IReadOnlyList<Mutation> Catalogue(DesignEntry design)
    {
        var sources = DesignSources.Of(design);
        return MutationFinder.Find(sources, new MutantCompiler(sources).Original, static _ => true);
    }

    /// <summary>Runs all.</summary>
    /// <param name="equivalent">Why mutants are equivalent, by name.</param>
    public MutantsOfDesign Run(IReadOnlyDictionary<string, string> equivalent)
    {
        var clock = Stopwatch.StartNew();
        var sources = DesignSources.Of(design);
        var compiler = new MutantCompiler(sources);
        var original = OriginalDesign.Explore(design, compiler, sources, scenarios, cancellation);
        var selected = MutationFinder.Find(sources, compiler.Original, original.Executes).Where(mutation => mutation.Id.StartsWith(Only, StringComparison.Ordinal)).ToList();
        var mutations = selected.Where(mutation => original.Executes(mutation.Node)).ToList();
        using var assembly = new MutantAssembly(compiler, design.Name, mutations);
        Total = mutations.Count;
        var outcomes = new object[mutations.Count];
        Parallel.For(0, mutations.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, index =>
        {
            outcomes[index] = Outcome(original, assembly, mutations[index], equivalent);
            Interlocked.Increment(ref done);
        });

        var leftOut = outcomes.OfType<LeftOut>().Concat(selected.Where(mutation => !original.Executes(mutation.Node)).Select(mutation => new LeftOut(mutation, LeftOut.NotExecuted, "no execution of the design comes here in any scenario")));
        return new MutantsOfDesign(design, [.. outcomes.OfType<MutantResult>()], [.. leftOut], scenarios.Count, clock.Elapsed);
    }

    private object Outcome(OriginalDesign original, MutantAssembly assembly, Mutation mutation, IReadOnlyDictionary<string, string> equivalent)
    {
        if (assembly.ErrorOf(mutation) is { } error)
        {
            return new LeftOut(mutation, LeftOut.NotCompiled, error);
        }

        try
        {
            var result = Judge(mutation, [.. original.Where(mutation.Node)], assembly.Entry, assembly.NumberOf(mutation));
            if (result.Status != MutantStatus.Killed)
            {
                Interlocked.Increment(ref alive);
            }

            return result.Status == MutantStatus.Survived && equivalent.TryGetValue(mutation.Id, out var reason)
                ? result with { Status = MutantStatus.Equivalent, Reason = reason }
                : result;
        }
        catch (ModelException exception)
        {
            return new LeftOut(mutation, LeftOut.Refused, exception.Message);
        }
    }

    /// <summary>Searches without the graph first where there are many states, which is many times faster. What the graph is needed for
    /// is looked at last, when nothing else has killed the mutant.</summary>
    private MutantResult Judge(Mutation mutation, IReadOnlyList<OriginalDesign.Behaviour> known, DesignEntry mutants, int number)
    {
        string? cut = null;
        var searches = known.Select(behaviour => (behaviour, KeepGraph: behaviour.States <= Few)).Concat(known.Where(behaviour => behaviour.States > Few).Select(behaviour => (behaviour, KeepGraph: true)));
        foreach (var (behaviour, keepGraph) in searches)
        {
            cancellation.ThrowIfCancellationRequested();
            var search = Search(mutants, number, behaviour, keepGraph);
            if (search is null)
            {
                return new MutantResult(mutation, MutantStatus.Incomplete, behaviour.Scenario.Name, "a step does not come to an end");
            }

            var difference = behaviour.DifferenceOf(search);
            if (difference.Length > 0)
            {
                return new MutantResult(mutation, MutantStatus.Killed, behaviour.Scenario.Name, difference);
            }

            cut ??= search.Complete ? null : behaviour.Scenario.Name;
        }

        return new MutantResult(mutation, cut is null ? MutantStatus.Survived : MutantStatus.Incomplete, cut);
    }

    /// <summary>Searches on a thread of its own: a changed loop may go round for ever without an operation, and then nobody can stop
    /// it.</summary>
    private SearchResult? Search(DesignEntry mutants, int number, OriginalDesign.Behaviour known, bool keepGraph)
    {
        var options = new SearchOptions { KeepGraph = keepGraph, MaxStates = Math.Max(LeastLimit, known.States * LimitFactor), TimeLimit = TimeLimit, Cancellation = cancellation };
        var search = Task.Factory.StartNew(
            () =>
            {
                ActiveMutant.Number = number;
                LoopGuard.Reset();
                return Interleave.Explore.Search(ScenarioModel.Build(mutants, known.Scenario), options);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            return search.Wait(TimeLimit * 2, cancellation) ? search.Result : null;
        }
        catch (AggregateException exception) when (exception.InnerException is ModelException inner)
        {
            throw new ModelException(inner.Message, inner);
        }
    }
}
