using Interleave.Exploration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Mutants;

/// <summary>What a design does in each scenario, and which of its steps are executed there.</summary>
/// <remarks>The design is compiled here as its mutants are, and has to have the verdicts and the numbers of states of the shipped one.</remarks>
internal sealed class OriginalDesign
{
    private readonly Instrumentation instrumentation;
    private readonly List<Behaviour> behaviours = [];

    private OriginalDesign(Instrumentation instrumentation) => this.instrumentation = instrumentation;

    /// <summary>Explores a design in scenarios.</summary>
    public static OriginalDesign Explore(DesignEntry design, MutantCompiler compiler, DesignSources sources, IReadOnlyList<Scenario> scenarios, CancellationToken cancellation)
    {
        var nodes = MutationFinder.Find(sources, compiler.Original, static _ => true).Select(mutation => mutation.Node);
        var accesses = sources.Trees.Skip(1).SelectMany(tree => tree.GetRoot().DescendantNodes()).Where(node => node is AwaitExpressionSyntax);
        var original = new OriginalDesign(new Instrumentation(compiler.Original, nodes.Concat(accesses)));
        using var instrumented = compiler.Load(design.Name, original.instrumentation.Compilation);
        Parallel.ForEach(scenarios, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, scenario =>
        {
            var behaviour = original.Explore(design, instrumented.Entry, scenario, cancellation);
            lock (original.behaviours)
            {
                original.behaviours.Add(behaviour);
            }
        });
        original.behaviours.Sort(static (one, other) => (one.States, one.Scenario.Name).CompareTo((other.States, other.Scenario.Name)));
        return original;
    }

    /// <summary>Whether a step is executed in any scenario.</summary>
    public bool Executes(SyntaxNode step) => behaviours.Exists(behaviour => behaviour.Reached[instrumentation.PlaceOf(step)]);

    /// <summary>What it does in the scenarios in which a step is executed, the smallest first. In the others a change of the step
    /// changes nothing, since no execution gets to it.</summary>
    public IEnumerable<Behaviour> Where(SyntaxNode step)
    {
        var place = instrumentation.PlaceOf(step);
        return behaviours.Where(behaviour => behaviour.Reached[place]);
    }

    private Behaviour Explore(DesignEntry design, DesignEntry instrumented, Scenario scenario, CancellationToken cancellation)
    {
        var shipped = Interleave.Explore.Search(ScenarioModel.Build(design, scenario), new SearchOptions { KeepGraph = false, Cancellation = cancellation });
        SearchResult? again = null;
        var reached = Reached.By(instrumentation.Places, () => again = Interleave.Explore.Search(ScenarioModel.Build(instrumented, scenario), new SearchOptions { Cancellation = cancellation }));
        cancellation.ThrowIfCancellationRequested();
        var violated = again!.Violated.ToHashSet(StringComparer.Ordinal);
        if (shipped.States != again.States || !violated.SetEquals(shipped.Violated.Concat(shipped.Unjudged.Where(violated.Contains))))
        {
            throw new InvalidOperationException($"{design.Name} in {scenario.Name}: compiled anew it has {again.States} states and violates [{string.Join(", ", again.Violated)}], not {shipped.States} and [{string.Join(", ", shipped.Violated)}]");
        }

        return new Behaviour(scenario, violated, again.States, reached);
    }

    /// <summary>What the design does in a scenario.</summary>
    /// <param name="Scenario">The scenario.</param>
    /// <param name="Violated">What it violates there.</param>
    /// <param name="States">How many states it has there.</param>
    /// <param name="Reached">Which places are executed there.</param>
    internal sealed record Behaviour(Scenario Scenario, IReadOnlySet<string> Violated, long States, bool[] Reached)
    {
        /// <summary>How a search of a mutant differs: the invariants that are violated only by the mutant with +, those that are not
        /// violated by it with −; empty: not at all, as far as that search can judge.</summary>
        public string DifferenceOf(SearchResult mutant)
        {
            var more = mutant.Violated.Where(invariant => !Violated.Contains(invariant)).Select(invariant => "+" + invariant);
            var fewer = mutant.Complete ? Violated.Where(invariant => !mutant.Violated.Contains(invariant, StringComparer.Ordinal) && !mutant.Unjudged.Contains(invariant, StringComparer.Ordinal)).Select(invariant => "−" + invariant) : [];
            return string.Join(" ", more.Concat(fewer).Order(StringComparer.Ordinal));
        }
    }
}
