using Interleave.Exploration;

namespace Interleave.Walking;

/// <summary>A state graph backwards: the states that lead to each state, once for each transition.</summary>
internal sealed class Predecessors
{
    private readonly int[] begins;
    private readonly int[] sources;

    /// <summary>Turns a graph round.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="states">Number of its states, those that were not expanded among them.</param>
    public Predecessors(StateGraph graph, int states)
    {
        begins = new int[states + 1];
        sources = new int[graph.Transitions];
        for (var state = 0; state < graph.States; state++)
        {
            foreach (var target in graph.Successors(state))
            {
                begins[target + 1]++;
            }
        }

        for (var state = 0; state < states; state++)
        {
            begins[state + 1] += begins[state];
        }

        var filled = new int[states];
        for (var state = 0; state < graph.States; state++)
        {
            foreach (var target in graph.Successors(state))
            {
                sources[begins[target] + filled[target]++] = state;
            }
        }
    }

    /// <summary>Number of states.</summary>
    public int States => begins.Length - 1;

    /// <summary>The states that lead to a state.</summary>
    public ReadOnlySpan<int> Of(int state) => sources.AsSpan(begins[state], begins[state + 1] - begins[state]);
}
