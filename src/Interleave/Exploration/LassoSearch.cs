namespace Interleave.Exploration;

/// <summary>Completes the stem of a livelock to a lasso: a walk inside the fair component, back to where it began,
/// on which every process either steps or could not step somewhere.</summary>
/// <param name="system">The state graph.</param>
/// <param name="cycles">The states of all fair components of the kind looked for.</param>
internal sealed class LassoSearch(TransitionSystem system, FairCycles cycles)
{
    private readonly HashSet<ulong> component = [];

    /// <summary>The moves of the cycle.</summary>
    public IReadOnlyList<Move> CycleFrom(IReadOnlyList<Move> stem)
    {
        var start = StateAfter(stem);
        FindComponentOf(start);
        var cycle = new List<Move>();
        var here = start;
        var starved = EnabledIn(start);
        while (starved.Count > 0)
        {
            // Walk to the nearest state with one starved process fewer: it has stepped, or cannot step there.
            var (moves, state) = Walk(here, (move, next, _) =>
                (starved.Contains(move.Process) && !move.IsStrike) || !starved.IsSubsetOf(EnabledIn(next)));
            foreach (var move in moves)
            {
                starved.Remove(move.Process);
            }

            cycle.AddRange(moves);
            here = state;
            foreach (var process in starved.Except(EnabledIn(here)).ToList())
            {
                starved.Remove(process);
            }
        }

        var home = Fingerprint.Of(start);
        if (cycle.Count == 0 || Fingerprint.Of(here) != home)
        {
            cycle.AddRange(Walk(here, (_, _, fingerprint) => fingerprint == home).Moves);
        }

        return cycle;
    }

    /// <summary>Of what can be reached through fair components, that from which there is a way back: the others lie
    /// beyond.</summary>
    private void FindComponentOf(uint[] start)
    {
        var predecessors = new Dictionary<ulong, List<ulong>> { [Fingerprint.Of(start)] = [] };
        var forward = new Queue<uint[]>([start]);
        while (forward.TryDequeue(out var state))
        {
            var from = Fingerprint.Of(state);
            foreach (var (_, next, fingerprint, stays) in Expand(state))
            {
                if (!stays || !cycles.States.Contains(fingerprint))
                {
                    continue;
                }

                if (!predecessors.TryGetValue(fingerprint, out var known))
                {
                    predecessors.Add(fingerprint, known = []);
                    forward.Enqueue(next);
                }

                known.Add(from);
            }
        }

        component.Add(Fingerprint.Of(start));
        var backward = new Queue<ulong>(component);
        while (backward.TryDequeue(out var fingerprint))
        {
            foreach (var predecessor in predecessors[fingerprint].Where(component.Add))
            {
                backward.Enqueue(predecessor);
            }
        }
    }

    private HashSet<int> EnabledIn(uint[] state)
    {
        var all = Expand(state);
        return [.. all.Where(successor => !successor.Move.IsStrike).Select(successor => successor.Move.Process)];
    }

    private uint[] StateAfter(IReadOnlyList<Move> moves)
    {
        var state = system.Initial;
        foreach (var move in moves)
        {
            state = Expand(state).First(successor => successor.Move == move).State;
        }

        return state;
    }

    private (List<Move> Moves, uint[] State) Walk(uint[] from, Func<Move, uint[], ulong, bool> arrives)
    {
        var queue = new Queue<(uint[] State, int Path)>();
        var paths = new List<(int Parent, Move Move)>();
        var seen = new HashSet<ulong> { Fingerprint.Of(from) };
        queue.Enqueue((from, -1));
        while (queue.TryDequeue(out var node))
        {
            foreach (var (move, next, fingerprint, stays) in Expand(node.State))
            {
                if (!stays || !component.Contains(fingerprint))
                {
                    continue;
                }

                if (arrives(move, next, fingerprint))
                {
                    var moves = new List<Move> { move };
                    for (var path = node.Path; path >= 0; path = paths[path].Parent)
                    {
                        moves.Add(paths[path].Move);
                    }

                    moves.Reverse();
                    return (moves, next);
                }

                if (seen.Add(fingerprint))
                {
                    paths.Add((node.Path, move));
                    queue.Enqueue((next, paths.Count - 1));
                }
            }
        }

        throw new InvalidOperationException("a fair component is strongly connected");
    }

    private List<Successor> Expand(uint[] state)
    {
        var visitor = new Collector([], system, system.MonitorsIn(state), cycles.Obligation);
        system.Expand(state, Fingerprint.Of(state), ref visitor);
        return visitor.Found;
    }

    /// <param name="Move">A move.</param>
    /// <param name="State">Where it leads.</param>
    /// <param name="Fingerprint">The fingerprint of that.</param>
    /// <param name="Stays">Whether the obligation stays open with it, if there is one.</param>
    private readonly record struct Successor(Move Move, uint[] State, ulong Fingerprint, bool Stays);

    private readonly struct Collector(List<Successor> found, TransitionSystem system, uint monitors, Obligation? obligation) : ITransitionVisitor
    {
        public List<Successor> Found => found;

        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations) => found.Add(new Successor(
            move,
            next.ToArray(),
            fingerprint,
            obligation is not { } open || !system.Monitors.Reopened(monitors, system.EmittedEvents).Contains(open)));
    }
}
