using Interleave.Exploration;

namespace Interleave.Walking;

/// <summary>
/// All reachable states of a model, with how far it is from each of them to the nearest violation of each invariant: one search
/// forwards that keeps the graph, and one backwards through the graph for each invariant that is violated. A state takes
/// about 12 bytes and 4 more for each of these invariants, a transition 10.
/// </summary>
public sealed class StateMap
{
    private readonly Walker walker;
    private readonly GraphSearch graph;
    private readonly Dictionary<string, int[]> distances = new(StringComparer.Ordinal);

    private StateMap(Walker walker, GraphSearch graph, SearchResult search)
    {
        this.walker = walker;
        this.graph = graph;
        Search = search;
    }

    /// <summary>The search that the map was made by. If it was cut short, a violation may be nearer than the map says, and
    /// there may be one where it knows of none.</summary>
    public SearchResult Search { get; }

    /// <summary>The invariants that are violated somewhere.</summary>
    public IReadOnlyCollection<string> Violated => distances.Keys;

    /// <summary>Makes the map.</summary>
    /// <param name="walker">Whose states they are.</param>
    /// <param name="options">When to stop, and whom to tell how far it has come.</param>
    public static StateMap Of(Walker walker, SearchOptions? options = null)
    {
        options ??= new SearchOptions();
        var log = new ViolationLog();
        var search = new GraphSearch(walker.System, options, log);
        var map = new StateMap(walker, search, search.Run());
        var predecessors = new Predecessors(search.Graph, checked((int)map.Search.States));
        for (var bit = 0; bit < walker.System.Invariants.Names.Count && !options.Cancellation.IsCancellationRequested; bit++)
        {
            var mask = 1UL << bit;
            if ((search.Violations & mask) != 0)
            {
                map.distances.Add(walker.System.Invariants.Names[bit], Distances(predecessors, map.Here(log, mask), log.Entries.Where(entry => (entry.OnTheWayOut & mask) != 0).Select(entry => entry.State)));
            }
        }

        return map;
    }

    /// <summary>How many operations it takes at least from a state to violate an invariant, and to have none left: 0 means that
    /// an execution violates it by ending here, or (for a livelock) by never ending from here on; 1 that a move out of the
    /// state does. Null: nothing that was searched leads from here to a violation. What has been violated before does not
    /// count again.</summary>
    public int? DistanceTo(string invariant, Position from) =>
        distances.TryGetValue(invariant, out var all) && graph.NumberOf(from.Fingerprint) is var number and >= 0 && all[number] >= 0 ? all[number] : null;

    /// <summary>The shortest way from a state to the violation of an invariant. Null: there is none.</summary>
    public IReadOnlyList<Move>? ShortestTo(string invariant, Position from)
    {
        if (DistanceTo(invariant, from) is not { } distance)
        {
            return null;
        }

        var moves = new List<Move>();
        for (var here = from; distance > 0; distance--)
        {
            var way = walker.From(here).All.First(way => distance == 1 && way.Violated.Contains(invariant) || DistanceTo(invariant, way.Next) == distance - 1);
            moves.Add(way.Move);
            here = way.Next;
        }

        return moves;
    }

    /// <summary>Completes an execution that has come to a state where it need never end (the distance to
    /// <see cref="EngineInvariants.Terminates"/> is 0 there) by one way round for ever.</summary>
    public Witness LassoFrom(IReadOnlyList<Move> stem)
    {
        var cycle = new LassoSearch(walker.System.Share(), graph.Cycles.First(cycles => cycles.Invariant == Invariants.Livelock)).CycleFrom(stem);
        return walker.WitnessOf([.. stem, .. cycle]) with { CycleStart = stem.Count };
    }

    /// <summary>The states in which an execution violates something without another move.</summary>
    private IEnumerable<int> Here(ViolationLog log, ulong mask) =>
        graph.Cycles.Where(cycles => cycles.Invariant == mask).SelectMany(cycles => cycles.Numbers)
            .Concat(log.Entries.Where(entry => (entry.AtEnd & mask) != 0).Select(entry => entry.State));

    /// <summary>For each state its distance to the nearest violation, or -1.</summary>
    private static int[] Distances(Predecessors predecessors, IEnumerable<int> here, IEnumerable<int> oneMoveAway)
    {
        var steps = new int[predecessors.States];
        Array.Fill(steps, -1);
        var queue = new int[predecessors.States];
        var count = 0;
        Enqueue(here, 0);
        Enqueue(oneMoveAway, 1);
        for (var next = 0; next < count; next++)
        {
            foreach (var state in predecessors.Of(queue[next]))
            {
                if (steps[state] < 0)
                {
                    steps[state] = steps[queue[next]] + 1;
                    queue[count++] = state;
                }
            }
        }

        return steps;

        void Enqueue(IEnumerable<int> states, int distance)
        {
            foreach (var state in states)
            {
                if (steps[state] < 0)
                {
                    steps[state] = distance;
                    queue[count++] = state;
                }
            }
        }
    }
}
