using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Interleave.Exploration;

/// <summary>
/// Visits every reachable state once, breadth first by number of operations, on one thread or several, and remembers a
/// visited state by its 64-bit fingerprint only.
/// </summary>
/// <remarks>
/// The states of one depth are expanded in any order and by any thread; the next depth begins when all are done. So what is
/// found at which depth does not depend on the number of threads, nor do any numbers. Threads wait for each other only at
/// the end of a depth, where the runtime's own tasks are joined. An exception that a thread meets is thrown again when all
/// have stopped: the one of the first state, in the order of one thread, among those of the same depth.
/// </remarks>
internal sealed class BreadthFirstSearch
{
    /// <summary>How many states a thread takes at a time.</summary>
    private const int Chunk = 1 << 8;

    /// <summary>Depths with fewer states than this are not worth waking other threads for.</summary>
    private const int WorthSharing = 1 << 11;

    private const int ChecksEvery = 1 << 4;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly Stopwatch clock = new();
    private readonly FingerprintTable visited = new();
    private readonly StateTable? whole;
    private readonly Worker[] workers;
    private Frontier[] level = [];
    private int levelCount;
    private int depth;
    private int claimed;
    private volatile string? stoppedBy;

    public BreadthFirstSearch(TransitionSystem system, SearchOptions options)
    {
        this.system = system;
        this.options = options;
        whole = options.Exact ? new StateTable(system.Width) : null;
        workers = [.. Enumerable.Range(0, options.Exact ? 1 : Math.Max(options.Threads, 1)).Select(number => new Worker(this, number == 0 ? system : system.Share()))];
    }

    /// <summary>The bits of the invariants found violated.</summary>
    public ulong Violations { get; private set; }

    private long StateCount
    {
        get
        {
            var sum = 1L;
            foreach (var worker in workers)
            {
                sum += Volatile.Read(ref worker.Found);
            }

            return sum;
        }
    }

    /// <summary>Runs the search.</summary>
    public SearchResult Run()
    {
        clock.Start();
        var start = new Frontier(system.Width);
        start.Add(system.Initial, Fingerprint.Of(system.Initial));
        visited.Add(Fingerprint.Of(system.Initial));
        whole?.Add(system.Initial, Fingerprint.Of(system.Initial));
        for (level = [start]; ; depth++)
        {
            ExpandLevel();
            if (stoppedBy is not null || Array.TrueForAll(workers, worker => worker.Next.Count == 0))
            {
                break;
            }

            level = [.. workers.Select(worker => worker.TakeNext())];
        }

        Violations = workers.Aggregate(system.InitialViolations, (violations, worker) => violations | worker.Violations);
        return Summarise();
    }

    private void ExpandLevel()
    {
        levelCount = level.Sum(part => part.Count);
        claimed = 0;
        if (levelCount < WorthSharing || workers.Length == 1)
        {
            workers[0].Work(alone: true);
        }
        else
        {
            var others = workers.Skip(1).Select(worker => Task.Run(() => worker.Work(alone: false))).ToArray();
            workers[0].Work(alone: false);
            Task.WaitAll(options.Fault == SearchFault.LostWakeUp ? others[..^1] : others);
        }

        workers.Where(worker => worker.Failure is not null).MinBy(worker => worker.FailedAt)?.Failure!.Throw();
    }

    private string? ReasonToStop(int done)
    {
        options.Progress?.Invoke(new SearchProgress(StateCount, Math.Max(levelCount - done, 0) + workers.Sum(worker => worker.Next.Count), depth, clock.Elapsed));
        if (options.Cancellation.IsCancellationRequested)
        {
            return "interruption";
        }

        return options.ExceededLimit(clock.Elapsed);
    }

    private SearchResult Summarise() => new()
    {
        Complete = stoppedBy is null,
        Exact = options.Exact,
        StoppedBy = stoppedBy,
        States = StateCount,
        Expanded = workers.Sum(worker => worker.Expanded),
        Transitions = workers.Sum(worker => worker.Transitions),
        Depth = depth,
        CompleteDepth = stoppedBy is null ? depth : Math.Max(depth - 1, 0),
        Violated = [.. system.Invariants.Names.Where((_, bit) => (Violations >> bit & 1) != 0)],
        Interleavings = null,
        HasCycle = false,
        LocalStates = system.LocalStates,
        Elapsed = clock.Elapsed,
    };

    /// <summary>What one thread works with.</summary>
    private sealed class Worker(BreadthFirstSearch search, TransitionSystem system)
    {
        /// <summary>Looking a fingerprint up is a cache miss. While the transitions of so many states are collected, the slots of
        /// the states reached are on their way from memory.</summary>
        private const int Block = 1 << 5;

        private readonly FingerprintTable visited = search.visited;
        private readonly Frontier successors = new(system.Width);
        private Frontier spare = new(system.Width);
        private int blocks;

        /// <summary>New states found; others look at it.</summary>
        public long Found;

        public ulong Violations { get; private set; }

        public long Transitions { get; private set; }

        public long Expanded { get; private set; }

        /// <summary>The new states of the next depth.</summary>
        public Frontier Next { get; private set; } = new(system.Width);

        public ExceptionDispatchInfo? Failure { get; private set; }

        public int FailedAt { get; private set; }

        /// <summary>Hands the states of the next depth over. They stay as they are until this is called again.</summary>
        public Frontier TakeNext()
        {
            var taken = Next;
            (Next, spare) = (spare, taken);
            Next.Clear();
            return taken;
        }

        /// <summary>Expands states of the current depth until there are none left.</summary>
        public void Work(bool alone)
        {
            for (var chunks = 0; search.stoppedBy is null; chunks++)
            {
                var from = Interlocked.Add(ref search.claimed, Chunk) - Chunk;
                if (from >= search.levelCount)
                {
                    return;
                }

                if (this == search.workers[0] && chunks % ChecksEvery == 0 && search.ReasonToStop(from) is { } reason)
                {
                    search.stoppedBy = reason;
                    return;
                }

                ExpandChunk(from, Math.Min(from + Chunk, search.levelCount), alone);
            }
        }

        private void ExpandChunk(int from, int to, bool alone)
        {
            var offset = 0;
            foreach (var part in search.level)
            {
                for (var i = Math.Max(from, offset); i < Math.Min(to, offset + part.Count) && search.stoppedBy is null && Failure is null; i += Block)
                {
                    ExpandBlock(part, i - offset, Math.Min(Math.Min(i + Block, to) - offset, part.Count), offset, alone);
                }

                offset += part.Count;
            }
        }

        private void ExpandBlock(Frontier part, int from, int to, int offset, bool alone)
        {
            successors.Clear();
            var i = from;
            try
            {
                for (; i < to; i++)
                {
                    Expand(part[i], part.FingerprintAt(i));
                }
            }
#pragma warning disable CA1031 // it is thrown again by the thread that started the others
            catch (Exception exception)
#pragma warning restore CA1031
            {
                // Chunks are handed out in order: the others finish those before this one, in which an earlier failure may be.
                (Failure, FailedAt) = (ExceptionDispatchInfo.Capture(exception), offset + i);
                search.claimed = search.levelCount;
                return;
            }

            if (search.options.Fault != SearchFault.None)
            {
                Spoil();
            }

            Transitions += successors.Count;
            if (alone)
            {
                Add();
            }
            else
            {
                AddShared();
            }

            if (search.options.MaxStates is { } limit && search.StateCount > limit)
            {
                search.stoppedBy = "--max-states";
            }
        }

        /// <summary>Makes the mistake that a test asked for.</summary>
        private void Spoil()
        {
            if (search.options.Fault == SearchFault.ShortFingerprint)
            {
                successors.ShortenFingerprints();
            }

            if (search.options.Fault == SearchFault.DroppedTransition && blocks++ % 2 == 1 && successors.Count > 0)
            {
                successors.RemoveLast();
            }
        }

        private void Expand(ReadOnlySpan<uint> state, ulong fingerprint)
        {
            Expanded++;
            var visitor = new Collector(this);
            var outlook = system.Expand(state, fingerprint, ref visitor);
            if (outlook != Outlook.Continues)
            {
                Violations |= outlook == Outlook.Stuck ? Invariants.Deadlock : system.AtEnd(state);
            }
        }

        private void Add()
        {
            for (var i = 0; i < successors.Count; i++)
            {
                var fingerprint = successors.FingerprintAt(i);
                if (search.whole is { } states ? states.Add(successors[i], fingerprint) : visited.Add(fingerprint))
                {
                    Next.Add(successors[i], fingerprint);
                    Found++;
                }
            }
        }

        private void AddShared()
        {
            var found = Found;
            for (var i = 0; i < successors.Count; i++)
            {
                var fingerprint = successors.FingerprintAt(i);
                if (visited.AddShared(fingerprint))
                {
                    Next.Add(successors[i], fingerprint);
                    found++;
                }
            }

            Volatile.Write(ref Found, found);
        }

        private readonly struct Collector(Worker worker) : ITransitionVisitor
        {
            public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
            {
                worker.Violations |= violations;
                worker.successors.Add(next, fingerprint);
                worker.visited.Prefetch(fingerprint);
            }
        }
    }
}
