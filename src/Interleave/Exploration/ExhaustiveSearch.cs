using System.Diagnostics;

namespace Interleave.Exploration;

/// <summary>
/// Visits every reachable state once, breadth first by number of operations. A visited state is remembered by its
/// 64-bit fingerprint only. The search says which invariants are violated; <see cref="WitnessSearch"/> then finds the
/// simplest trace for each.
/// </summary>
internal sealed class ExhaustiveSearch
{
    private const int CheckEvery = 1 << 12;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly Stopwatch clock = new();
    private readonly int width;

    private readonly FingerprintSet visited = new();
    private readonly FingerprintIndex numbers = new();
    private Frontier current;
    private Frontier next;
    private long transitions;

    public ExhaustiveSearch(TransitionSystem system, SearchOptions options)
    {
        this.system = system;
        this.options = options;
        width = system.Width;
        current = new Frontier(width);
        next = new Frontier(width);
        Graph = options.KeepGraph ? new StateGraph() : null;
    }

    /// <summary>The graph of the states, if it is kept.</summary>
    public StateGraph? Graph { get; }

    /// <summary>The fingerprints of the states of a fair cycle, if there is one; see <see cref="Livelock"/>.</summary>
    public FingerprintSet? LivelockedStates { get; private set; }

    /// <summary>The bits of the invariants found violated.</summary>
    public ulong Violations { get; private set; }

    private long StateCount => Graph is null ? visited.Count : numbers.Count;

    /// <summary>Runs the search.</summary>
    public SearchResult Run()
    {
        clock.Start();
        Violations = system.InitialViolations;
        var start = Fingerprint.Of(system.Initial);
        if (Graph is null)
        {
            visited.Add(start);
        }
        else
        {
            numbers.NumberOf(start);
        }

        current.Add(system.Initial, start);
        var depth = 0;
        string? stoppedBy = null;
        while (stoppedBy is null)
        {
            stoppedBy = ExpandLevel(depth);
            if (stoppedBy is not null || next.Count == 0)
            {
                break;
            }

            (current, next) = (next, current);
            next.Clear();
            depth++;
        }

        return Summarise(depth, stoppedBy);
    }

    private string? ExpandLevel(int depth)
    {
        for (var i = 0; i < current.Count; i++)
        {
            if (i % CheckEvery == 0 && ShouldStop(depth, i) is { } reason)
            {
                return reason;
            }

            var state = current[i];
            Outlook outlook;
            if (Graph is null)
            {
                var visitor = new SetVisitor(this);
                outlook = system.Expand(state, current.FingerprintAt(i), ref visitor);
            }
            else
            {
                var visitor = new GraphVisitor(this);
                outlook = system.Expand(state, current.FingerprintAt(i), ref visitor);
                Graph.Close(outlook != Outlook.Continues);
            }

            if (outlook == Outlook.MayEnd)
            {
                Violations |= system.AtEnd(state);
            }
            else if (outlook == Outlook.Stuck)
            {
                Violations |= Invariants.Deadlock;
            }

            if (options.MaxStates is { } limit && StateCount > limit)
            {
                return "--max-states";
            }
        }

        return null;
    }

    private string? ShouldStop(int depth, int done)
    {
        options.Progress?.Invoke(new SearchProgress(StateCount, current.Count - done + next.Count, depth, clock.Elapsed));
        if (options.Cancellation.IsCancellationRequested)
        {
            return "interruption";
        }

        return options.TimeLimit is { } limit && clock.Elapsed > limit ? "--time-limit" : null;
    }

    private SearchResult Summarise(int depth, string? stoppedBy)
    {
        var complete = stoppedBy is null;
        System.Numerics.BigInteger? interleavings = null;
        var cyclic = false;
        if (Graph is not null && complete)
        {
            interleavings = InterleavingCount.Of(Graph);
            cyclic = interleavings is null;
            if (cyclic && Livelock.FairCycle(Graph) is { } states)
            {
                LivelockedStates = numbers.FingerprintsOf(states);
                Violations |= Invariants.Livelock;
            }
        }

        return new SearchResult
        {
            Complete = complete,
            StoppedBy = stoppedBy,
            States = StateCount,
            Transitions = transitions,
            Depth = depth,
            CompleteDepth = complete ? depth : Math.Max(depth - 1, 0),
            Violated = [.. system.Invariants.Names.Where((_, bit) => (Violations >> bit & 1) != 0)],
            Interleavings = interleavings,
            HasCycle = cyclic,
            LocalStates = system.LocalStates,
            Elapsed = clock.Elapsed,
        };
    }

    private readonly struct SetVisitor(ExhaustiveSearch search) : ITransitionVisitor
    {
        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            search.transitions++;
            search.Violations |= violations;
            if (search.visited.Add(fingerprint))
            {
                search.next.Add(next, fingerprint);
            }
        }
    }

    private readonly struct GraphVisitor(ExhaustiveSearch search) : ITransitionVisitor
    {
        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            search.transitions++;
            search.Violations |= violations;
            var known = search.numbers.Count;
            var number = search.numbers.NumberOf(fingerprint);
            search.Graph!.Add(number, move);
            if (number == known)
            {
                search.next.Add(next, fingerprint);
            }
        }
    }
}
