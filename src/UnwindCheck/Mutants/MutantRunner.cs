using System.Diagnostics;
using Interleave;
using Interleave.Exploration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Mutants;

/// <summary>Runs the mutants of a design in scenarios, each until one of its verdicts differs from that of the design.</summary>
internal sealed class MutantRunner(DesignEntry design, IReadOnlyList<Scenario> scenarios, CancellationToken cancellation)
{
    /// <summary>A mutant's search is cut when it has found more states than this, and so many times those of the design.</summary>
    private const int LeastLimit = 200_000;
    private const int LimitFactor = 20;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly List<Expected> expected = [];
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
        var isExecuted = Explore(compiler, sources);
        var selected = MutationFinder.Find(sources, compiler.Original, isExecuted).Where(mutation => mutation.Id.StartsWith(Only, StringComparison.Ordinal)).ToList();
        var mutations = selected.Where(mutation => isExecuted(mutation.Node)).ToList();
        using var assembly = new MutantAssembly(compiler, design.Name, mutations);
        Total = mutations.Count;
        var outcomes = new object[mutations.Count];
        Parallel.For(0, mutations.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, index =>
        {
            outcomes[index] = Outcome(assembly, mutations[index], equivalent);
            Interlocked.Increment(ref done);
        });

        var leftOut = outcomes.OfType<LeftOut>().Concat(selected.Where(mutation => !isExecuted(mutation.Node)).Select(mutation => new LeftOut(mutation, LeftOut.NotExecuted, "no execution of the design comes here in any scenario")));
        return new MutantsOfDesign(design, [.. outcomes.OfType<MutantResult>()], [.. leftOut], scenarios.Count, clock.Elapsed);
    }

    /// <summary>Finds out what the design does in each scenario, and which of its steps are executed at all. The design is compiled here
    /// as its mutants are, and has to have the verdicts of the shipped one.</summary>
    private Func<SyntaxNode, bool> Explore(MutantCompiler compiler, DesignSources sources)
    {
        var nodes = MutationFinder.Find(sources, compiler.Original, static _ => true).Select(mutation => mutation.Node);
        var accesses = sources.Trees.Skip(1).SelectMany(tree => tree.GetRoot().DescendantNodes()).Where(node => node is AwaitExpressionSyntax);
        var instrumentation = new Instrumentation(compiler.Original, nodes.Concat(accesses));
        Reached.Begin(instrumentation.Places);
        using var instrumented = compiler.Load(design.Name, instrumentation.Compilation);
        Parallel.ForEach(scenarios, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, scenario =>
        {
            var search = Interleave.Explore.Search(ScenarioModel.Build(design, scenario), new SearchOptions { Cancellation = cancellation });
            var again = Interleave.Explore.Search(ScenarioModel.Build(instrumented.Entry, scenario), new SearchOptions { Cancellation = cancellation });
            cancellation.ThrowIfCancellationRequested();
            if (search.States != again.States || !search.Violated.SequenceEqual(again.Violated))
            {
                throw new InvalidOperationException($"{design.Name} in {scenario.Name}: compiled anew it has {again.States} states and violates [{string.Join(", ", again.Violated)}], not {search.States} and [{string.Join(", ", search.Violated)}]");
            }

            lock (expected)
            {
                expected.Add(new Expected(scenario, search.Violated.ToHashSet(StringComparer.Ordinal), search.States));
            }
        });
        expected.Sort(static (one, other) => (one.States, one.Scenario.Name).CompareTo((other.States, other.Scenario.Name)));
        return instrumentation.WasReached;
    }

    private object Outcome(MutantAssembly assembly, Mutation mutation, IReadOnlyDictionary<string, string> equivalent)
    {
        if (assembly.ErrorOf(mutation) is { } error)
        {
            return new LeftOut(mutation, LeftOut.NotCompiled, error);
        }

        try
        {
            var result = Judge(mutation, assembly.Entry, assembly.NumberOf(mutation));
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

    private MutantResult Judge(Mutation mutation, DesignEntry mutants, int number)
    {
        string? cut = null;
        foreach (var known in expected)
        {
            cancellation.ThrowIfCancellationRequested();
            var search = Search(mutants, number, known);
            if (search is null)
            {
                return new MutantResult(mutation, MutantStatus.Incomplete, known.Scenario.Name, "a step does not come to an end");
            }

            var more = search.Violated.Where(invariant => !known.Violated.Contains(invariant)).Select(invariant => "+" + invariant);
            var fewer = search.Complete ? known.Violated.Where(invariant => !search.Violated.Contains(invariant, StringComparer.Ordinal)).Select(invariant => "−" + invariant) : [];
            var difference = string.Join(" ", more.Concat(fewer).Order(StringComparer.Ordinal));
            if (difference.Length > 0)
            {
                return new MutantResult(mutation, MutantStatus.Killed, known.Scenario.Name, difference);
            }

            cut ??= search.Complete ? null : known.Scenario.Name;
        }

        return new MutantResult(mutation, cut is null ? MutantStatus.Survived : MutantStatus.Incomplete, cut);
    }

    /// <summary>Searches on a thread of its own: a changed loop may go round for ever without an operation, and then nobody can stop
    /// it.</summary>
    private SearchResult? Search(DesignEntry mutants, int number, Expected known)
    {
        var options = new SearchOptions { MaxStates = Math.Max(LeastLimit, known.States * LimitFactor), TimeLimit = TimeLimit, Cancellation = cancellation };
        var search = Task.Factory.StartNew(
            () =>
            {
                ActiveMutant.Number = number;
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

    /// <summary>What the design does in a scenario.</summary>
    private sealed record Expected(Scenario Scenario, IReadOnlySet<string> Violated, long States);
}
