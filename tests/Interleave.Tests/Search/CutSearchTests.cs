using Interleave.Exploration;

namespace Interleave.Tests.Search;

/// <summary>A search that is cut says so, and never claims that an invariant holds.</summary>
public sealed class CutSearchTests
{
    [Fact]
    public void A_search_that_is_cut_by_a_number_of_states_is_not_complete()
    {
        var result = Explore.All(Counters(rounds: 3), new SearchOptions { MaxStates = 10 });
        Assert.False(result.Search.Complete);
        Assert.Equal("--max-states", result.Search.StoppedBy);
        Assert.Empty(result.Search.Violated);
        Assert.False(result.Holds);
        Assert.Null(result.Search.Interleavings);
        Assert.False(result.Search.HasCycle);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_that_is_cut_has_not_judged_whether_executions_end(bool keepGraph) =>
        Assert.Equal([EngineInvariants.Terminates], Explore.Search(Counters(rounds: 3), new SearchOptions { MaxStates = 10, KeepGraph = keepGraph }).Unjudged);

    [Fact]
    public void A_limit_that_is_not_exceeded_cuts_nothing()
    {
        var whole = Explore.All(Counters(rounds: 3)).Search;
        var result = Explore.All(Counters(rounds: 3), new SearchOptions { MaxStates = whole.States });
        Assert.True(result.Holds);
        Assert.Null(result.Search.StoppedBy);
    }

    [Fact]
    public void A_reduced_search_stores_no_more_states_than_it_may()
    {
        var options = new SearchOptions { Reduction = Reduction.PartialOrder };
        var whole = Explore.Search(Counters(rounds: 3), options);
        var cut = Explore.Search(Counters(rounds: 3), options with { MaxStates = whole.States - 1 });
        Assert.False(cut.Complete);
        Assert.Equal("--max-states", cut.StoppedBy);
        Assert.True(Explore.Search(Counters(rounds: 3), options with { MaxStates = whole.States }).Complete);
    }

    [Theory]
    [InlineData(true, Reduction.None)]
    [InlineData(false, Reduction.None)]
    [InlineData(false, Reduction.PartialOrder)]
    public void A_search_that_is_cut_by_time_is_not_complete(bool keepGraph, Reduction reduction)
    {
        var result = Explore.All(Counters(rounds: 3), new SearchOptions { TimeLimit = TimeSpan.FromTicks(1), KeepGraph = keepGraph, Reduction = reduction });
        Assert.False(result.Search.Complete);
        Assert.Equal("--time-limit", result.Search.StoppedBy);
        Assert.False(result.Holds);
    }

    [Theory]
    [InlineData(true, Reduction.None)]
    [InlineData(false, Reduction.None)]
    [InlineData(false, Reduction.PartialOrder)]
    public void A_search_that_needs_too_much_memory_is_not_complete(bool keepGraph, Reduction reduction)
    {
        var result = Explore.All(Counters(rounds: 3), new SearchOptions { MemoryLimit = 1, KeepGraph = keepGraph, Reduction = reduction });
        Assert.False(result.Search.Complete);
        Assert.Equal("--memory", result.Search.StoppedBy);
        Assert.False(result.Holds);
        Assert.True(Explore.All(Counters(rounds: 3), new SearchOptions { MemoryLimit = long.MaxValue, KeepGraph = keepGraph, Reduction = reduction }).Holds);
    }

    [Theory]
    [InlineData(true, Reduction.None)]
    [InlineData(false, Reduction.None)]
    [InlineData(false, Reduction.PartialOrder)]
    public void A_search_that_is_cancelled_is_not_complete(bool keepGraph, Reduction reduction)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = Explore.All(Counters(rounds: 3), new SearchOptions { Cancellation = source.Token, KeepGraph = keepGraph, Reduction = reduction });
        Assert.False(result.Search.Complete);
        Assert.Equal("interruption", result.Search.StoppedBy);
        Assert.False(result.Holds);
    }

    [Fact]
    public void A_violation_found_before_the_cut_has_a_witness()
    {
        var model = Counters(rounds: 3);
        var x = model.Cell("own");
        model.Process("failing", () => Fail(x));
        var result = Explore.All(model, new SearchOptions { MaxStates = 10 });
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Single(result.Witnesses[EngineInvariants.NoException].Moves);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_violation_beyond_the_complete_depth_can_be_missed(bool keepGraph)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => CountThenFail(x, 20));
        model.Process("b", () => Count(x, 20));
        var cut = Explore.All(model, new SearchOptions { MaxStates = 50, KeepGraph = keepGraph }).Search;
        Assert.Empty(cut.Violated);
        Assert.InRange(cut.CompleteDepth, 1, 20);
        Assert.Equal([EngineInvariants.NoException], Explore.All(model).Search.Violated);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_level_that_is_cut_does_not_count_as_complete(bool keepGraph)
    {
        // All 10,000 states after one operation but the last go on; the search is cut among the first of them.
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => WaitAtTheLast(x, 10_000));
        var cut = Explore.All(model, new SearchOptions { MaxStates = 10_100, KeepGraph = keepGraph }).Search;
        Assert.Empty(cut.Violated);
        Assert.Equal(0, cut.CompleteDepth);
        var whole = Explore.All(model);
        Assert.Single(whole.Witnesses[EngineInvariants.NoDeadlock].Moves);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_depth_of_a_complete_search_is_the_length_of_the_shortest_way_to_the_farthest_state(bool keepGraph)
    {
        var search = Explore.All(Counters(rounds: 3), new SearchOptions { KeepGraph = keepGraph }).Search;
        Assert.Equal((6, 6), (search.Depth, search.CompleteDepth));
    }

    [Fact]
    public void Progress_is_reported_before_anything_is_expanded()
    {
        var reports = new List<SearchProgress>();
        Explore.All(Counters(rounds: 3), new SearchOptions { Progress = reports.Add });
        Assert.Equal((1, 1, 0), (reports[0].States, reports[0].Frontier, reports[0].Depth));
        Assert.Equal(6, reports[^1].Depth);
    }

    private static Model Counters(int rounds)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Count(x, rounds));
        model.Process("b", () => Count(x, rounds));
        return model;
    }

    private static async Step Count(Cell x, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await x.FetchAdd(1);
        }
    }

    private static async Step WaitAtTheLast(Cell x, int alternatives)
    {
        var chosen = await CellOperations.Choose(alternatives, "one");
        if (chosen == alternatives - 1)
        {
            await x.WaitUntil(1);
        }

        await x.WriteOnce((uint)chosen);
    }

    private static async Step CountThenFail(Cell x, int rounds)
    {
        await Count(x, rounds);
        await Fail(x);
    }

    private static async Step Fail(Cell x)
    {
        await x.ReadOnce();
        Check.That(false, "never");
    }
}
