using System.Diagnostics;

namespace Interleave.Exploration;

/// <summary>
/// Visits every reachable state once, breadth first by number of operations, and keeps the graph of the states, numbered in
/// the order in which they are found: for the number of interleavings and for livelocks. A visited state is remembered by
/// its 64-bit fingerprint only.
/// </summary>
internal sealed class GraphSearch
{
    private const int CheckEvery = 1 << 12;
    private const int Block = 1 << 5;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly Stopwatch clock = new();
    private readonly FingerprintIndex numbers = new();
    private readonly Frontier successors;
    private readonly List<Move> moves = [];
    private readonly int[] ends = new int[Block];
    private readonly bool[] mayEnd = new bool[Block];
    private Frontier current;
    private Frontier next;
    private long transitions;
    private int blocks;
    private long expanded;

    public GraphSearch(TransitionSystem system, SearchOptions options)
    {
        this.system = system;
        this.options = options;
        current = new Frontier(system.Width);
        next = new Frontier(system.Width);
        successors = new Frontier(system.Width);
    }

    /// <summary>The graph of the states.</summary>
    public StateGraph Graph { get; } = new();

    /// <summary>The fingerprints of the states on fair cycles, if there are any; see <see cref="Livelock"/>.</summary>
    public FingerprintSet? LivelockedStates { get; private set; }

    /// <summary>The bits of the invariants found violated.</summary>
    public ulong Violations { get; private set; }

    private long StateCount => numbers.Count;

    /// <summary>Runs the search.</summary>
    public SearchResult Run()
    {
        clock.Start();
        Violations = system.InitialViolations;
        var start = Fingerprint.Of(system.Initial);
        numbers.NumberOf(start);

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
        for (var from = 0; from < current.Count; from += Block)
        {
            if (from % CheckEvery == 0 && ShouldStop(depth, from) is { } reason)
            {
                return reason;
            }

            var to = Math.Min(from + Block, current.Count);
            ExpandBlock(from, to);
            if (options.Fault != SearchFault.None)
            {
                Spoil(to - from);
            }

            AddToGraph(from, to);

            if (options.MaxStates is { } limit && StateCount > limit)
            {
                return "--max-states";
            }
        }

        return null;
    }

    /// <summary>Collects the transitions out of a block of states. Looking a fingerprint up is a cache miss; while one
    /// block is collected its slots are on their way from memory.</summary>
    private void ExpandBlock(int from, int to)
    {
        successors.Clear();
        moves.Clear();
        for (var i = from; i < to; i++)
        {
            var state = current[i];
            var visitor = new Collector(this);
            var outlook = system.Expand(state, current.FingerprintAt(i), ref visitor);
            if (outlook == Outlook.MayEnd)
            {
                Violations |= system.AtEnd(state);
            }
            else if (outlook == Outlook.Stuck)
            {
                Violations |= Invariants.Deadlock;
            }

            expanded++;
            ends[i - from] = successors.Count;
            mayEnd[i - from] = outlook != Outlook.Continues;
        }

        transitions += successors.Count;
    }

    /// <summary>Makes the mistake that a test asked for.</summary>
    private void Spoil(int states)
    {
        if (options.Fault == SearchFault.ShortFingerprint)
        {
            successors.ShortenFingerprints();
        }

        if (options.Fault == SearchFault.DroppedTransition && blocks++ % 2 == 1 && successors.Count > (states > 1 ? ends[states - 2] : 0))
        {
            successors.RemoveLast();
            moves.RemoveAt(moves.Count - 1);
            ends[states - 1]--;
            transitions--;
        }
    }

    private void AddToGraph(int from, int to)
    {
        var i = 0;
        for (var state = 0; state < to - from; state++)
        {
            for (; i < ends[state]; i++)
            {
                var fingerprint = successors.FingerprintAt(i);
                var known = numbers.Count;
                var number = numbers.NumberOf(fingerprint);
                Graph.Add(number, moves[i]);
                if (number == known)
                {
                    next.Add(successors[i], fingerprint);
                }
            }

            Graph.Close(mayEnd[state]);
        }
    }

    private string? ShouldStop(int depth, int done)
    {
        options.Progress?.Invoke(new SearchProgress(StateCount, current.Count - done + next.Count, depth, clock.Elapsed));
        if (options.Cancellation.IsCancellationRequested)
        {
            return "interruption";
        }

        return options.ExceededLimit(clock.Elapsed);
    }

    private SearchResult Summarise(int depth, string? stoppedBy)
    {
        var complete = stoppedBy is null;
        System.Numerics.BigInteger? interleavings = null;
        var cyclic = false;
        if (complete)
        {
            interleavings = InterleavingCount.Of(Graph);
            cyclic = interleavings is null;
            if (cyclic && Livelock.FairCycles(Graph) is { Count: > 0 } states)
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
            Expanded = expanded,
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

    private readonly struct Collector(GraphSearch search) : ITransitionVisitor
    {
        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            search.Violations |= violations;
            search.successors.Add(next, fingerprint);
            search.numbers.Prefetch(fingerprint);
            search.moves.Add(move);
        }
    }
}
