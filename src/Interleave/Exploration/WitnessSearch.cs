namespace Interleave.Exploration;

/// <summary>
/// Finds, for each violated invariant, the simplest execution that violates it: with the fewest context switches,
/// interrupts and injected failures together, and among those with the fewest operations. A switch counts when it
/// leaves a processor (or a free process) that could have gone on. Since what a switch costs depends on who ran last,
/// a node is a state together with that.
/// </summary>
internal sealed class WitnessSearch
{
    private const int CheckEvery = 1 << 10;

    private readonly TransitionSystem system;
    private readonly IReadOnlyList<FairCycles> cycles;
    private readonly ViolationsAhead? ahead;
    private readonly SearchOptions options;
    private readonly SearchLimits limits;
    private readonly System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
    private int expansions;
    private bool givenUp;
    private readonly List<Node> nodes = [];
    private readonly FingerprintSet settled = new();
    private readonly Dictionary<ulong, FoundWitness> found = [];
    private readonly Successors successors;
    private ulong wanted;

    /// <summary>Prepares a search.</summary>
    /// <param name="system">The state graph.</param>
    /// <param name="wanted">The invariants that are known to be violated.</param>
    /// <param name="cycles">The fair cycles that violate invariants.</param>
    /// <param name="ahead">What can still be violated from each state, to leave out those that lead to nothing wanted; null: that
    /// is not known.</param>
    /// <param name="options">When to give up.</param>
    public WitnessSearch(TransitionSystem system, ulong wanted, IReadOnlyList<FairCycles> cycles, ViolationsAhead? ahead, SearchOptions options)
    {
        this.system = system;
        this.wanted = wanted;
        this.cycles = cycles;
        this.ahead = ahead;
        this.options = options;
        limits = new SearchLimits(options with { TimeLimit = null });
        successors = new Successors(system.Width);
    }

    /// <summary>Runs the search until every wanted violation is found, or it is cancelled or needs too much memory.</summary>
    public IReadOnlyDictionary<ulong, FoundWitness> Run()
    {
        Report(system.InitialViolations, new Node(-1, default, default));
        var bucket = new Bucket(system.Width);
        bucket.Add(0, system.Initial, Fingerprint.Of(system.Initial), new Pending(new Node(-1, default, default), PathCost.Nobody, 0));
        while (wanted != 0 && bucket.HasAny && !givenUp && !options.Cancellation.IsCancellationRequested)
        {
            for (var depth = 0; depth < bucket.Depths && wanted != 0 && !givenUp; depth++)
            {
                ExpandAll(bucket, depth);
            }

            bucket = bucket.Following;
        }

        return found;
    }

    private void ExpandAll(Bucket bucket, int depth)
    {
        var (states, pending) = bucket.At(depth);
        for (var i = 0; i < states.Count && wanted != 0 && !givenUp; i++)
        {
            var entry = pending[i];
            Report(entry.Violations, entry.Node);
            var fingerprint = states.FingerprintAt(i);
            foreach (var kind in cycles)
            {
                if ((wanted & kind.Invariant) != 0 && kind.States.Contains(fingerprint))
                {
                    Report(kind.Invariant, entry.Node, kind);
                }
            }

            // More may have been found since it was added.
            if (!IsPointless(fingerprint) && settled.Add(Key(fingerprint, entry.Last)))
            {
                Expand(states[i], fingerprint, entry, depth, bucket);
                givenUp = (++expansions & (CheckEvery - 1)) == 0 && limits.Exceeded(clock.Elapsed) is not null;
            }
        }

        bucket.Release(depth);
    }

    private void Expand(ReadOnlySpan<uint> state, ulong fingerprint, Pending entry, int depth, Bucket bucket)
    {
        var parent = nodes.Count;
        nodes.Add(entry.Node);
        successors.Clear();
        var visitor = new Collector(successors);
        var outlook = system.Expand(state, fingerprint, ref visitor);
        if (outlook != Outlook.Continues)
        {
            Report(outlook == Outlook.Stuck ? system.AtStuck(state) : system.AtEnd(state), entry.Node);
        }

        var lastCanGoOn = false;
        foreach (var (move, _) in successors.Moves)
        {
            lastCanGoOn |= !move.IsStrike && system.UnitOf(state, move) == entry.Last;
        }

        for (var i = 0; i < successors.Moves.Count; i++)
        {
            var (move, violations) = successors.Moves[i];
            var unit = system.UnitOf(state, move);
            var node = new Node(parent, move, entry.Node.Cost.After(system, state, move, entry.Last, lastCanGoOn));
            var target = successors.States[i];
            var targetFingerprint = successors.States.FingerprintAt(i);
            if ((violations & wanted) == 0 && (settled.Contains(Key(targetFingerprint, unit)) || IsPointless(targetFingerprint)))
            {
                continue;
            }

            var successor = new Pending(node, unit, violations);
            if (node.Cost.Total == entry.Node.Cost.Total)
            {
                bucket.Add(depth + 1, target, targetFingerprint, successor);
                continue;
            }

            // One move can cost several: a switch to a processor where an interrupt strikes and meets a failure.
            var later = bucket;
            for (var cost = entry.Node.Cost.Total; cost < node.Cost.Total; cost++)
            {
                later = later.Following;
            }

            later.AddOnce(depth + 1, target, targetFingerprint, successor, Key(targetFingerprint, unit));
        }
    }

    private bool IsPointless(ulong fingerprint) => ahead is not null && (ahead.From(fingerprint) & wanted) == 0;

    private void Report(ulong violations, Node node, FairCycles? cycles = null)
    {
        for (violations &= wanted; violations != 0; violations &= violations - 1)
        {
            var bit = violations & (~violations + 1);
            found.Add(bit, new FoundWitness(new Witness(PathTo(node), node.Cost.Preemptions, node.Cost.Interrupts, node.Cost.Failures), cycles));
            wanted &= ~bit;
        }
    }

    private List<Move> PathTo(Node node)
    {
        var moves = new List<Move>();
        for (; node.Parent >= 0; node = nodes[node.Parent])
        {
            moves.Add(node.Move);
        }

        moves.Reverse();
        return moves;
    }

    private static ulong Key(ulong fingerprint, int last) => fingerprint ^ Fingerprint.Mix(1 << 20, (uint)last);

    /// <summary>How a node was reached.</summary>
    private readonly record struct Node(int Parent, Move Move, PathCost Cost);

    private readonly record struct Pending(Node Node, int Last, ulong Violations);

    /// <summary>The nodes of one cost that wait for expansion, by number of operations.</summary>
    private sealed class Bucket(int width)
    {
        private readonly List<(Frontier States, List<Pending> Pending)> depths = [];
        private readonly Dictionary<ulong, int> least = [];
        private Bucket? following;

        public int Depths => depths.Count;

        public bool HasAny => depths.Exists(depth => depth.Pending.Count > 0) || following is { HasAny: true };

        /// <summary>The nodes that cost one more.</summary>
        public Bucket Following => following ??= new Bucket(width);

        public (Frontier States, List<Pending> Pending) At(int depth) => depths[depth];

        public void Release(int depth) => depths[depth] = (new Frontier(width), []);

        public void Add(int depth, ReadOnlySpan<uint> state, ulong fingerprint, Pending pending)
        {
            while (depths.Count <= depth)
            {
                depths.Add((new Frontier(width), []));
            }

            depths[depth].States.Add(state, fingerprint);
            depths[depth].Pending.Add(pending);
        }

        /// <summary>Adds a node unless it is there already, reached with as few operations.</summary>
        public void AddOnce(int depth, ReadOnlySpan<uint> state, ulong fingerprint, Pending pending, ulong key)
        {
            var known = least.TryGetValue(key, out var fewest);
            if (!known || depth < fewest)
            {
                least[key] = depth;
            }

            if (!known || depth < fewest || pending.Violations != 0)
            {
                Add(depth, state, fingerprint, pending);
            }
        }
    }

    private sealed class Successors(int width)
    {
        public Frontier States { get; } = new(width);

        public List<(Move Move, ulong Violations)> Moves { get; } = [];

        public void Clear()
        {
            States.Clear();
            Moves.Clear();
        }
    }

    private readonly struct Collector(Successors successors) : ITransitionVisitor
    {
        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            successors.States.Add(next, fingerprint);
            successors.Moves.Add((move, violations));
        }
    }
}

/// <summary>An execution that violates an invariant.</summary>
/// <param name="Witness">The execution.</param>
/// <param name="Cycles">Not null: it violates the invariant by going on in one of these for ever.</param>
internal sealed record FoundWitness(Witness Witness, FairCycles? Cycles);
