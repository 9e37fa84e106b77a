namespace Interleave.Exploration;

/// <summary>
/// Finds fair cycles: strongly connected components in which an execution can stay for ever although every process
/// that could always step does step again and again. A component in which some process could step in every state but
/// never does within it has no fair cycle, nor has any part of it: there the scheduler is to blame.
/// </summary>
internal static class Livelock
{
    /// <summary>The states of all fair components.</summary>
    public static IReadOnlyList<int> FairCycles(StateGraph graph) => [.. Components(graph).Where(component => IsFair(graph, component)).SelectMany(component => component)];

    private static bool IsFair(StateGraph graph, List<int> component)
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
                if (members.Contains(successors[i]))
                {
                    taken.Add(labels[i]);
                }
            }
        }

        always.Remove(StateGraph.Strike);
        return always.IsSubsetOf(taken);
    }

    /// <summary>Tarjan's algorithm with an explicit stack; components without a cycle are left out.</summary>
    private static IEnumerable<List<int>> Components(StateGraph graph)
    {
        var order = new int[graph.States];
        var low = new int[graph.States];
        var onStack = new bool[graph.States];
        var stack = new Stack<int>();
        var calls = new Stack<(int State, int Edge)>();
        var counter = 0;
        Enter(0);
        while (calls.Count > 0)
        {
            var (state, edge) = calls.Pop();
            var successors = graph.Successors(state);
            if (edge < successors.Length)
            {
                calls.Push((state, edge + 1));
                var next = successors[edge];
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

        void Enter(int state)
        {
            order[state] = low[state] = ++counter;
            onStack[state] = true;
            stack.Push(state);
            calls.Push((state, 0));
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

            return component.Count > 1 || graph.Successors(root).Contains(root) ? component : null;
        }
    }
}
