using System.Numerics;
using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

/// <summary>The number of paths of a graph, exactly, however large.</summary>
public sealed class InterleavingCountTests
{
    [Fact]
    public void A_single_state_in_which_an_execution_may_end_has_one_path() => Assert.Equal(1, Count([[]], [true]));

    [Fact]
    public void A_path_may_end_in_a_state_that_has_successors() => Assert.Equal(2, Count([[1], []], [true, true]));

    [Fact]
    public void A_path_that_does_not_end_does_not_count() => Assert.Equal(0, Count([[1], []], [false, false]));

    [Fact]
    public void Parallel_transitions_are_different_paths() => Assert.Equal(3, Count([[1, 1, 1], []], [false, true]));

    [Fact]
    public void A_graph_with_a_cycle_has_no_number()
    {
        Assert.Null(Count([[0]], [true]));
        Assert.Null(Count([[1], [0]], [true, true]));
        Assert.Null(Count([[1, 2], [2], [1]], [true, true, true]));
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(1000)]
    public void A_chain_of_forks_has_a_power_of_two_of_paths(int forks)
    {
        var successors = Enumerable.Range(0, forks).Select(state => new[] { state + 1, state + 1 }).Append([]).ToArray();
        var ends = Enumerable.Range(0, forks + 1).Select(state => state == forks).ToArray();
        Assert.Equal(BigInteger.Pow(2, forks), Count(successors, ends));
    }

    /// <summary>The sum over the ends can be wider than the number of paths to any one of them.</summary>
    [Fact]
    public void The_sum_over_all_ends_may_overflow_where_no_state_does()
    {
        var successors = Enumerable.Range(0, 127).Select(state => new[] { state + 1, state + 1 }).Append([128, 129, 130]).Append([]).Append([]).Append([]).ToArray();
        var ends = Enumerable.Range(0, 131).Select(state => state > 127).ToArray();
        Assert.Equal(3 * BigInteger.Pow(2, 127), Count(successors, ends));
    }

    [Fact]
    public void Random_graphs_agree_with_arithmetic_on_big_integers()
    {
        var rng = new Rng(5);
        for (var graph = 0; graph < 300; graph++)
        {
            var states = 1 + rng.Below(300);
            var successors = new int[states][];
            var ends = new bool[states];
            for (var state = 0; state < states; state++)
            {
                var ahead = states - state - 1;
                successors[state] = ahead == 0 ? [] : [.. Enumerable.Range(0, rng.Below(4)).Select(_ => state + 1 + rng.Below(Math.Min(ahead, 5)))];
                ends[state] = successors[state].Length == 0 || rng.OneIn(10);
            }

            (successors, ends) = Renumbered(successors, ends);
            Assert.Equal(Expected(successors, ends, 0, []), Count(successors, ends));
        }
    }

    /// <summary>Keeps the states that can be reached, numbered breadth first, as a search numbers them.</summary>
    private static (int[][] Successors, bool[] Ends) Renumbered(int[][] successors, bool[] ends)
    {
        var order = new List<int> { 0 };
        for (var i = 0; i < order.Count; i++)
        {
            order.AddRange(successors[order[i]].Distinct().Except(order).ToList());
        }

        return ([.. order.Select(state => successors[state].Select(next => order.IndexOf(next)).ToArray())], [.. order.Select(state => ends[state])]);
    }

    private static BigInteger Expected(int[][] successors, bool[] ends, int state, Dictionary<int, BigInteger> known)
    {
        if (!known.TryGetValue(state, out var count))
        {
            count = ends[state] ? 1 : 0;
            foreach (var next in successors[state])
            {
                count += Expected(successors, ends, next, known);
            }

            known.Add(state, count);
        }

        return count;
    }

    private static BigInteger? Count(int[][] successors, bool[] ends)
    {
        var graph = new StateGraph();
        for (var state = 0; state < successors.Length; state++)
        {
            foreach (var next in successors[state])
            {
                graph.Add(next, new Move(MoveKind.Step, 0, -1));
            }

            graph.Close(ends[state]);
        }

        return InterleavingCount.Of(graph);
    }
}
