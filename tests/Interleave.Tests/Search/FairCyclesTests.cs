using Interleave.Exploration;

namespace Interleave.Tests.Search;

/// <summary>Fair cycles of a part of a graph: which transitions are in it is asked by their positions in the whole graph.</summary>
public sealed class FairCyclesTests
{
    [Fact]
    public void A_transition_that_is_not_the_first_of_its_state_is_told_from_others()
    {
        // 0 and 1 lead to each other by the first transition of 0 and the second of 1. The one without which they still do is
        // the second of 0.
        var graph = Graph([(1, 0), (2, 1)], [(2, 0), (0, 1)], []);
        Assert.Equal([0, 1], FairCyclesWithout(graph, 1));
        Assert.Empty(FairCyclesWithout(graph, 0));
        Assert.Empty(FairCyclesWithout(graph, 3));
    }

    [Fact]
    public void So_is_one_that_leads_back_to_its_own_state()
    {
        var graph = Graph([(1, 0)], [(2, 0), (1, 0)], []);
        Assert.Equal([1], FairCyclesWithout(graph, 0));
        Assert.Empty(FairCyclesWithout(graph, 2));
    }

    [Fact]
    public void Who_can_step_in_some_states_of_a_cycle_only_need_not_step()
    {
        // Processes 1 and 2 could each leave the cycle from one of its two states.
        var graph = Graph([(1, 0), (2, 1)], [(0, 0), (2, 2)], []);
        Assert.Equal([0, 1], Livelock.FairCycles(graph, Subgraph.Whole).Order());
    }

    private static IEnumerable<int> FairCyclesWithout(StateGraph graph, int missing) =>
        Livelock.FairCycles(graph, new Subgraph(_ => true, transition => transition != missing)).Order();

    private static StateGraph Graph(params (int Target, int Process)[][] states)
    {
        var graph = new StateGraph();
        foreach (var transitions in states)
        {
            Array.ForEach(transitions, transition => graph.Add(transition.Target, new Move(MoveKind.Step, transition.Process, -1)));
            graph.Close(mayEnd: transitions.Length == 0);
        }

        return graph;
    }
}
