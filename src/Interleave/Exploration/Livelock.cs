namespace Interleave.Exploration;

/// <summary>
/// Finds fair cycles: strongly connected components in which an execution can stay for ever although every process
/// that could always step does step again and again. A component in which some process could step in every state but
/// never does within it has no fair cycle, nor has any part of it: there the scheduler is to blame.
/// </summary>
internal static class Livelock
{
    /// <summary>The states of all fair components of a part of the graph.</summary>
    public static IReadOnlyList<int> FairCycles(StateGraph graph, Subgraph part) =>
        [.. Components(graph, part).Where(component => IsFair(graph, part, component)).SelectMany(component => component)];

    /// <summary>Who can step is a matter of the whole graph, who does step of the component.</summary>
    private static bool IsFair(StateGraph graph, Subgraph part, List<int> component)
    {
        var members = component.ToHashSet();
        var always = new HashSet<ushort>(graph.Labels(component[0]).ToArray());
        var taken = new HashSet<ushort>();
        foreach (var state in component)
        {
            var labels = graph.Labels(state);
            var successors = graph.Successors(state);
            always.IntersectWith(labels.ToArray());
            for (var i = 0; i < labels.Length; i++)
            {
                if (members.Contains(successors[i]) && part.HasEdge(graph.Begin(state) + i, successors[i]))
                {
                    taken.Add(labels[i]);
                }
            }
        }

        always.Remove(StateGraph.Strike);
        return always.IsSubsetOf(taken);
    }

    /// <summary>Tarjan's algorithm with an explicit stack; components without a cycle are left out.</summary>
    private static IEnumerable<List<int>> Components(StateGraph graph, Subgraph part)
    {
        var order = new int[graph.States];
        var low = new int[graph.States];
        var onStack = new bool[graph.States];
        var stack = new Stack<int>();
        var calls = new Stack<(int State, int Edge)>();
        var counter = 0;
        for (var root = 0; root < graph.States; root++)
        {
            if (order[root] == 0 && part.Has(root))
            {
                Enter(root);
            }

            while (calls.Count > 0)
            {
                var (state, edge) = calls.Pop();
                var successors = graph.Successors(state);
                if (edge < successors.Length)
                {
                    calls.Push((state, edge + 1));
                    var next = successors[edge];
                    if (!part.HasEdge(graph.Begin(state) + edge, next))
                    {
                        continue;
                    }

                    if (order[next] == 0)
                    {
                        Enter(next);
                    }
                    else if (onStack[next])
                    {
                        low[state] = Math.Min(low[state], order[next]);
                    }

                    continue;
                }

                if (calls.TryPeek(out var caller))
                {
                    low[caller.State] = Math.Min(low[caller.State], low[state]);
                }

                if (low[state] == order[state] && PopComponent(state) is { } component)
                {
                    yield return component;
                }
            }
        }

        void Enter(int state)
        {
            order[state] = low[state] = ++counter;
            onStack[state] = true;
            stack.Push(state);
            calls.Push((state, 0));
        }

        bool HasLoop(int state)
        {
            var successors = graph.Successors(state);
            for (var i = 0; i < successors.Length; i++)
            {
                if (successors[i] == state && part.HasEdge(graph.Begin(state) + i, state))
                {
                    return true;
                }
            }

            return false;
        }

        List<int>? PopComponent(int root)
        {
            var component = new List<int>();
            int member;
            do
            {
                member = stack.Pop();
                onStack[member] = false;
                component.Add(member);
            }
            while (member != root);

            return component.Count > 1 || HasLoop(root) ? component : null;
        }
    }
}
