using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Interleave.Exploration.Checkpoints;

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

    /// <summary>More states than are found between two looks at the limits.</summary>
    private const int StatesBetweenChecks = 1 << 17;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly Stopwatch clock = new();
    private readonly FingerprintTable visited = new();
    private readonly StateTable? whole;
    private readonly BitTable? bits;
    private readonly Worker[] workers;
    private readonly SearchLimits limits;
    private readonly Checkpoints.Checkpoints checkpoints;
    private readonly LevelSizes sizes = new();
    private StateQueue[] level = [];
    private int levelCount;
    private int depth;
    private int claimed;
    private long statesAtStart;
    private volatile string? stoppedBy;
    private volatile bool pausing;

    public BreadthFirstSearch(TransitionSystem system, SearchOptions options)
    {
        this.system = system;
        this.options = options;
        limits = new SearchLimits(options);
        whole = options.Exact ? new StateTable(system.Width) : null;
        bits = options.BitstateBytes is { } bytes && !options.Exact ? new BitTable(bytes) : null;
        checkpoints = new Checkpoints.Checkpoints(system, options, whole is not null ? "an exact search" : bits is not null ? $"a bitstate search in {bits.Bytes} bytes" : "a search that keeps fingerprints");
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
        if (!checkpoints.Restore(Restore))
        {
            var start = new StateQueue(system.Width);
            start.Add(system.Initial, Fingerprint.Of(system.Initial));
            visited.Add(Fingerprint.Of(system.Initial));
            whole?.Add(system.Initial, Fingerprint.Of(system.Initial));
            bits?.Add(Fingerprint.Of(system.Initial));
            level = [start];
            sizes.Add(1);
        }

        statesAtStart = StateCount;
        for (; ; depth++)
        {
            ExpandLevel();
            if (stoppedBy is not null || Array.TrueForAll(workers, worker => worker.Next.Count == 0))
            {
                break;
            }

            level = [.. workers.Select(worker => worker.TakeNext())];
            sizes.Add(level.Sum(part => (long)part.Count));
        }

        checkpoints.Save(clock.Elapsed, Save);
        Violations = workers.Aggregate(system.InitialViolations, (violations, worker) => violations | worker.Violations);
        return Summarise();
    }

    private void ExpandLevel()
    {
        levelCount = checked(level.Sum(part => part.Count));
        claimed = 0;
        do
        {
            pausing = false;
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
            if (pausing)
            {
                checkpoints.Save(clock.Elapsed, Save);
            }
        }
        while (pausing);
    }

    private string? ReasonToStop(int done)
    {
        var (states, elapsed) = (StateCount, clock.Elapsed);
        var (left, found) = (Math.Max(levelCount - done, 0), workers.Sum(worker => (long)worker.Next.Count));
        options.Progress?.Invoke(new SearchProgress(states, left + found, depth, checkpoints.Before + elapsed)
        {
            Rate = elapsed > TimeSpan.Zero ? (states - statesAtStart) / elapsed.TotalSeconds : 0,
            EstimatedStates = sizes.Estimate(sizes.Last - left, found) is { } estimate ? Math.Max(estimate, states) : null,
        });
        return limits.Exceeded(elapsed, whole?.NextGrowth(StatesBetweenChecks) ?? 0);
    }

    /// <summary>Writes what the search knows while no thread works: what is left of the level, the next one, what was visited.</summary>
    private void Save(CheckpointWriter writer)
    {
        writer.Write(depth);
        writer.Write(StateCount);
        writer.Write(workers.Sum(worker => worker.Expanded));
        writer.Write(workers.Sum(worker => worker.Transitions));
        writer.Write(workers.Aggregate(0UL, (violations, worker) => violations | worker.Violations));
        sizes.Save(writer);
        var unexpanded = workers.Select(worker => worker.LeftOver).Append((From: Math.Min(claimed, levelCount), To: levelCount)).ToList();
        writer.Write(unexpanded.Sum(range => (long)range.To - range.From));
        foreach (var (from, to) in unexpanded)
        {
            var offset = 0;
            foreach (var part in level)
            {
                part.Save(writer, Math.Clamp(from - offset, 0, part.Count), Math.Clamp(to - offset, 0, part.Count));
                offset += part.Count;
            }
        }

        writer.Write(workers.Sum(worker => (long)worker.Next.Count));
        foreach (var worker in workers)
        {
            worker.Next.Save(writer, 0, worker.Next.Count);
        }

        if (whole is not null)
        {
            whole.Save(writer);
        }
        else if (bits is not null)
        {
            bits.Save(writer);
        }
        else
        {
            visited.Save(writer);
        }
    }

    private void Restore(CheckpointReader reader)
    {
        depth = reader.ReadInt32();
        workers[0].Restore(reader.ReadInt64() - 1, reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64());
        sizes.Restore(reader);
        level = [new StateQueue(system.Width)];
        level[0].Restore(reader, reader.ReadInt64());
        workers[0].Next.Restore(reader, reader.ReadInt64());
        whole?.Restore(reader);
        bits?.Restore(reader);
        if (whole is null && bits is null)
        {
            visited.Restore(reader);
        }
    }

    private SearchResult Summarise() => new()
    {
        Complete = stoppedBy is null && bits is null,
        Exact = options.Exact,
        StoppedBy = stoppedBy ?? (bits is null ? null : "--bitstate"),
        Bitstate = bits is null ? null : new BitstateCoverage(StateCount, bits.ExpectedMissed(StateCount), bits.HashFactor(StateCount), bits.Bytes),
        CheckpointProblem = checkpoints.Problem,
        Unjudged = system.JudgedByGraph,
        States = StateCount,
        Expanded = workers.Sum(worker => worker.Expanded),
        Transitions = workers.Sum(worker => worker.Transitions),
        Depth = depth,
        CompleteDepth = stoppedBy is null ? depth : Math.Max(depth - 1, 0),
        Violated = [.. system.Invariants.Names.Where((_, bit) => (Violations >> bit & 1) != 0)],
        Interleavings = null,
        HasCycle = false,
        LocalStates = system.LocalStates,
        Elapsed = checkpoints.Before + clock.Elapsed,
    };

    /// <summary>What one thread works with.</summary>
    private sealed class Worker(BreadthFirstSearch search, TransitionSystem system)
    {
        /// <summary>Looking a fingerprint up is a cache miss. While the transitions of so many states are collected, the slots of
        /// the states reached are on their way from memory.</summary>
        private const int Block = 1 << 5;

        private readonly FingerprintTable visited = search.visited;
        private readonly BitTable? bits = search.bits;
        private readonly Frontier successors = new(system.Width);
        private StateQueue spare = new(system.Width);
        private int blocks;

        /// <summary>New states found; others look at it.</summary>
        public long Found;

        public ulong Violations { get; private set; }

        public long Transitions { get; private set; }

        public long Expanded { get; private set; }

        /// <summary>The new states of the next depth.</summary>
        public StateQueue Next { get; private set; } = new(system.Width);

        /// <summary>States of the level that it had taken and not expanded when the search was stopped.</summary>
        public (int From, int To) LeftOver { get; private set; }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public int FailedAt { get; private set; }

        /// <summary>Hands the states of the next depth over. They stay as they are until this is called again.</summary>
        public StateQueue TakeNext()
        {
            var taken = Next;
            (Next, spare) = (spare, taken);
            Next.Clear();
            return taken;
        }

        /// <summary>Takes over what an earlier run had counted.</summary>
        public void Restore(long found, long expanded, long transitions, ulong violations) =>
            (Found, Expanded, Transitions, Violations) = (found, expanded, transitions, violations);

        /// <summary>Expands states of the current depth until there are none left.</summary>
        public void Work(bool alone)
        {
            for (var chunks = 0; search.stoppedBy is null && !search.pausing; chunks++)
            {
                if (this == search.workers[0] && chunks % ChecksEvery == 0 && search.claimed < search.levelCount)
                {
                    search.stoppedBy = search.ReasonToStop(search.claimed);
                    search.pausing = search.stoppedBy is null && search.checkpoints.IsDue;
                    if (search.stoppedBy is not null || search.pausing)
                    {
                        return;
                    }
                }

                var from = Interlocked.Add(ref search.claimed, Chunk) - Chunk;
                if (from >= search.levelCount)
                {
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
                for (var i = Math.Max(from, offset); i < Math.Min(to, offset + part.Count) && Failure is null; i += Block)
                {
                    if (search.stoppedBy is not null)
                    {
                        LeftOver = (i, to);
                        return;
                    }

                    ExpandBlock(part, i - offset, Math.Min(Math.Min(i + Block, to) - offset, part.Count), offset, alone);
                }

                offset += part.Count;
            }
        }

        private void ExpandBlock(StateQueue part, int from, int to, int offset, bool alone)
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
                Violations |= outlook == Outlook.Stuck ? system.AtStuck(state) : system.AtEnd(state);
            }
        }

        private void Add()
        {
            for (var i = 0; i < successors.Count; i++)
            {
                var fingerprint = successors.FingerprintAt(i);
                if (search.whole is { } states ? states.Add(successors[i], fingerprint) : bits is not null ? bits.Add(fingerprint) : visited.Add(fingerprint))
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
                if (bits is not null ? bits.AddShared(fingerprint) : visited.AddShared(fingerprint))
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
                if (worker.bits is not null)
                {
                    worker.bits.Prefetch(fingerprint);
                }
                else
                {
                    worker.visited.Prefetch(fingerprint);
                }
            }
        }
    }
}
