using Interleave.Exploration;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>The search on packed states on what is shipped: threads, handlers, urgent ones, freed memory, wide cells, monitors.</summary>
public sealed class PackedVerdictTests
{
    /// <summary>One pair of a design and a scenario in so many is searched; with all, this takes as long as the map.</summary>
    private const int OneIn = 61;

    /// <summary>Here outcomes are looked up by keys that become longer while the search runs.</summary>
    private static readonly (string Design, string Scenario) LongKeys = ("alt-task-counter", "nmi-splits-increment");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void It_has_the_numbers_and_the_verdicts_of_the_search_that_keeps_the_graph(int threads)
    {
        foreach (var (design, scenario) in Shipped.All.Where((pair, number) => number % OneIn == threads || pair == LongKeys))
        {
            var graph = Shipped.Explore(design, scenario).Search;
            var packed = Interleave.Explore.Search(Shipped.Model(design, scenario), new SearchOptions { KeepGraph = false, Threads = threads });
            Assert.True(packed.Complete);
            Assert.True(
                (graph.States, graph.Transitions, graph.Depth) == (packed.States, packed.Transitions, packed.Depth),
                $"{design} in {scenario}: {graph.States} states, {graph.Transitions} transitions, depth {graph.Depth}; packed: {packed.States}, {packed.Transitions}, {packed.Depth}");
            Assert.True(
                graph.Violated.Except([Interleave.EngineInvariants.Terminates], StringComparer.Ordinal).SequenceEqual(packed.Violated),
                $"{design} in {scenario}: {string.Join(' ', graph.Violated)}; packed: {string.Join(' ', packed.Violated)}");
        }
    }
}
