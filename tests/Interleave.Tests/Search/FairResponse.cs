using Interleave.Exploration;

namespace Interleave.Tests.Search;

/// <summary>Judges a response property by the book, without monitors: on states that are paired with whether a request is open,
/// an execution ends with an open one, or stays for ever among open states by a fair path on which nothing answers.</summary>
internal static class FairResponse
{
    /// <summary>Whether some request is never answered.</summary>
    /// <param name="model">A model without monitors.</param>
    /// <param name="asks">Whether an event asks.</param>
    /// <param name="answers">Whether an event answers.</param>
    public static bool IsViolated(Model model, Func<object, bool> asks, Func<object, bool> answers)
    {
        var system = new TransitionSystem(model);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var nodes = new List<(uint[] State, bool Open)>();
        var graph = new List<List<Edge>>();
        var ends = false;
        NumberOf(system.Initial, open: false);
        for (var node = 0; node < nodes.Count; node++)
        {
            var (state, open) = nodes[node];
            var visitor = new Collector([], system);
            var outlook = system.Expand(state, Fingerprint.Of(state), ref visitor);
            ends |= open && outlook != Outlook.Continues;
            var edges = new List<Edge>();
            foreach (var (next, process, events) in visitor.Found)
            {
                var (openNow, answered) = (open, false);
                foreach (var occurrence in system.Automata.EventsOf(events))
                {
                    answered |= answers(occurrence);
                    openNow = asks(occurrence) || (openNow && !answers(occurrence));
                }

                edges.Add(new Edge(NumberOf(next, openNow), process, Stays: open && openNow && !answered));
            }

            graph.Add(edges);
        }

        return ends || HasFairPath(graph, [.. nodes.Select(node => node.Open)]);

        int NumberOf(uint[] state, bool open)
        {
            var key = string.Join(' ', state) + open;
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers.Add(key, number = nodes.Count);
                nodes.Add((state, open));
            }

            return number;
        }
    }

    /// <summary>The greatest set of open nodes from each of which, for every process, a path within the set leads to a step of that
    /// process or to a state where it cannot step.</summary>
    private static bool HasFairPath(List<List<Edge>> graph, bool[] inside)
    {
        var processes = graph.SelectMany(edges => edges).Select(edge => edge.Process).Where(process => process >= 0).Distinct().ToList();
        for (var changed = true; changed;)
        {
            changed = false;

            // A path without an end needs a next step at all, also where no process can step.
            foreach (var process in processes.Append(int.MaxValue))
            {
                var reaching = Reaching(graph, inside, process);
                for (var node = 0; node < inside.Length; node++)
                {
                    changed |= inside[node] && !reaching[node];
                    inside[node] &= reaching[node];
                }
            }
        }

        return inside.Contains(true);
    }

    private static bool[] Reaching(List<List<Edge>> graph, bool[] inside, int process)
    {
        var reaching = new bool[graph.Count];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var node = 0; node < graph.Count; node++)
            {
                if (inside[node] && !reaching[node] && graph[node].Exists(edge => edge.Stays && inside[edge.Target]
                    && (reaching[edge.Target] || edge.Process == process || !graph[edge.Target].Exists(other => other.Process == process))))
                {
                    changed = reaching[node] = true;
                }
            }
        }

        return reaching;
    }

    private readonly record struct Edge(int Target, int Process, bool Stays);

    private readonly struct Collector(List<(uint[] State, int Process, int Events)> found, TransitionSystem system) : ITransitionVisitor
    {
        public List<(uint[] State, int Process, int Events)> Found => found;

        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations) =>
            found.Add((next.ToArray(), move.IsStrike ? -1 : move.Process, system.EmittedEvents));
    }
}
