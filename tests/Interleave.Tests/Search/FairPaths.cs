using Interleave.Tests.Generated;

namespace Interleave.Tests.Search;

/// <summary>Weak fairness by the book: the greatest set of states from each of which, for every process, a path within
/// the set leads to a step of that process or to a state where it cannot step.</summary>
internal static class FairPaths
{
    public static bool Exist(Model model)
    {
        var space = StateSpace.Of(model);
        var graph = space.All.Select(state => Edges(space, state)).ToArray();
        var inside = Enumerable.Repeat(true, graph.Length).ToArray();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var process in model.Processes)
            {
                var reaching = Reaching(graph, inside, process.Index);
                for (var state = 0; state < inside.Length; state++)
                {
                    changed |= inside[state] && !reaching[state];
                    inside[state] &= reaching[state];
                }
            }
        }

        return inside.Contains(true);
    }

    private static Edge[] Edges(StateSpace space, uint[] state) =>
    [
        .. StateSpace.Expand(space.System, state).Successors
            .Select(successor => new Edge(space.NumberOf(successor.State), successor.Move.IsStrike ? -1 : successor.Move.Process)),
    ];

    /// <summary>The states from which a path of at least one step within the set is just to a process.</summary>
    private static bool[] Reaching(Edge[][] graph, bool[] inside, int process)
    {
        var reaching = new bool[graph.Length];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var state = 0; state < graph.Length; state++)
            {
                if (inside[state] && !reaching[state] && Array.Exists(graph[state], edge => inside[edge.Target]
                    && (reaching[edge.Target] || edge.Process == process || !Array.Exists(graph[edge.Target], other => other.Process == process))))
                {
                    changed = reaching[state] = true;
                }
            }
        }

        return reaching;
    }

    private readonly record struct Edge(int Target, int Process);
}
