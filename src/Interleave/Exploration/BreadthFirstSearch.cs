using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Interleave.Exploration.Checkpoints;
using Interleave.Exploration.Packed;

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
internal sealed class BreadthFirstSearch : IDisposable
{
    /// <summary>How many states a thread takes at a time.</summary>
    private const int Chunk = 1 << 8;

    /// <summary>Depths with fewer states than this are not worth waking other threads for.</summary>
    private const int WorthSharing = 1 << 13;

    private const int ChecksEvery = 1 << 4;

    /// <summary>More states than are found between two looks at the limits.</summary>
    private const int StatesBetweenChecks = 1 << 17;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly Stopwatch clock = new();
    private readonly StateTable? whole;
    private readonly BitTable? bits;
    private readonly SearchLimits limits;
    private readonly CheckpointSchedule checkpoints;
    private readonly LevelSizes sizes = new();
    private readonly SearchShare share;
    private readonly Worker[] workers;
    private IReadOnlyList<PackedStates> level = [];

    /// <summary>How many states of the level are before each part of it, and in all.</summary>
    private long[] offsets = [0];
    private long levelCount;
    private int depth;
    private long claimed;
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
        share = new SearchShare(system, whole, bits, options.Fault);
        checkpoints = new CheckpointSchedule(system, options, whole is not null ? "an exact search" : bits is not null ? $"a bitstate search in {bits.Bytes} bytes" : "a search that keeps fingerprints");
        workers = [.. Enumerable.Range(0, options.Exact ? 1 : Math.Max(options.Threads, 1)).Select(number => new Worker(this, share, number == 0 ? system : system.Share()))];
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
                sum += worker.States.Found;
            }

            return sum;
        }
    }

    /// <summary>The workers whose new states make the next depth. A thread that is not waited for is one that comes too late with
    /// them; if it really ran on, it would share memory with those of the next depth and could end the process.</summary>
    private IEnumerable<Worker> Seen => options.Fault == SearchFault.LostWakeUp && Array.FindLast(workers, static worker => worker.States.NextCount > 0) is { } late
        ? workers.Where(worker => worker != late)
        : workers;

    /// <summary>Runs the search.</summary>
    public SearchResult Run()
    {
        clock.Start();
        try
        {
            return RunToEnd();
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Gives the memory back. A search that has run has done so.</summary>
    public void Dispose()
    {
        Array.ForEach(workers, worker => worker.Dispose());
        share.Dispose();
    }

    private SearchResult RunToEnd()
    {
        if (!checkpoints.Restore(Restore))
        {
            Open(share.Begin());
            sizes.Add(1);
        }

        statesAtStart = StateCount;
        for (; ; depth++)
        {
            ExpandLevel();
            if (stoppedBy is not null || Seen.All(worker => worker.States.NextCount == 0))
            {
                break;
            }

            Open([.. Seen.SelectMany(worker => worker.States.TakeNext())]);
            sizes.Add(levelCount);
        }

        checkpoints.Save(clock.Elapsed, Save);
        Violations = workers.Aggregate(system.InitialViolations, (violations, worker) => violations | worker.States.Violations);
        return Summarise();
    }

    /// <summary>Begins a depth.</summary>
    private void Open(IReadOnlyList<PackedStates> states)
    {
        level = states;
        offsets = new long[states.Count + 1];
        for (var part = 0; part < states.Count; part++)
        {
            offsets[part + 1] = offsets[part] + states[part].Count;
            states[part].Open();
        }

        levelCount = offsets[^1];
        claimed = 0;
    }

    /// <summary>The part of the level that a state is in.</summary>
    private int PartWith(long number)
    {
        var found = Array.BinarySearch(offsets, number);
        return found >= 0 ? found : ~found - 1;
    }

    private void ExpandLevel()
    {
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
                try
                {
                    workers[0].Work(alone: false);
                }
                finally
                {
                    // Whatever stops this one, such as a report of progress that throws: the others use memory that is freed next.
                    Task.WaitAll(others);
                }
            }

            workers.Where(worker => worker.Failure is not null).MinBy(worker => worker.FailedAt)?.Failure!.Throw();
            if (pausing)
            {
                checkpoints.Save(clock.Elapsed, Save);
            }
        }
        while (pausing);
    }

    private string? ReasonToStop(long done)
    {
        var (states, elapsed) = (StateCount, clock.Elapsed);
        var (left, found) = (Math.Max(levelCount - done, 0), workers.Sum(worker => worker.States.NextCount));
        options.Progress?.Invoke(new SearchProgress(states, left + found, depth, checkpoints.Before + elapsed)
        {
            Rate = elapsed > TimeSpan.Zero ? (states - statesAtStart) / elapsed.TotalSeconds : 0,
            EstimatedStates = sizes.Estimate(sizes.Last - left, found) is { } estimate ? Math.Max(estimate, states) : null,
        });
        return limits.Exceeded(elapsed, (whole?.NextGrowth(StatesBetweenChecks) ?? 0) + share.Visited.NextGrowth(bits is null ? StatesBetweenChecks : 0));
    }

    /// <summary>Writes what the search knows while no thread works: what is left of the level, the next one, what was visited.</summary>
    private void Save(CheckpointWriter writer)
    {
        writer.Write(depth);
        writer.Write(StateCount);
        writer.Write(workers.Sum(worker => worker.States.Expanded));
        writer.Write(workers.Sum(worker => worker.States.Transitions));
        writer.Write(workers.Aggregate(0UL, (violations, worker) => violations | worker.States.Violations));
        sizes.Save(writer);
        var unexpanded = workers.Select(worker => worker.LeftOver).Append((From: Math.Min(claimed, levelCount), To: levelCount)).ToList();
        writer.Write(unexpanded.Sum(range => range.To - range.From));
        foreach (var (from, to) in unexpanded)
        {
            for (var part = 0; part < level.Count; part++)
            {
                var (first, last) = (Math.Clamp(from, offsets[part], offsets[part + 1]), Math.Clamp(to, offsets[part], offsets[part + 1]));
                if (first < last)
                {
                    share.Save(writer, level[part], (int)(first - offsets[part]), (int)(last - offsets[part]));
                }
            }
        }

        writer.Write(workers.Sum(worker => worker.States.NextCount));
        Array.ForEach(workers, worker => worker.States.SaveNext(writer));
        share.SaveVisited(writer);
    }

    private void Restore(CheckpointReader reader)
    {
        depth = reader.ReadInt32();
        var (found, expanded, transitions, violations) = (reader.ReadInt64() - 1, reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64());
        sizes.Restore(reader);
        Open(share.Restore(reader, reader.ReadInt64()));
        workers[0].States.Restore(found, expanded, transitions, violations, share.Restore(reader, reader.ReadInt64()));
        share.RestoreVisited(reader);
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
        Expanded = workers.Sum(worker => worker.States.Expanded),
        Transitions = workers.Sum(worker => worker.States.Transitions),
        Depth = depth,
        CompleteDepth = stoppedBy is null ? depth : Math.Max(depth - 1, 0),
        Violated = [.. system.Invariants.Names.Where((_, bit) => (Violations >> bit & 1) != 0)],
        Interleavings = null,
        HasCycle = false,
        LocalStates = system.LocalStates,
        TableBytes = share.Bytes,
        Elapsed = checkpoints.Before + clock.Elapsed,
    };

    /// <summary>One thread of the search.</summary>
    private sealed class Worker(BreadthFirstSearch search, SearchShare share, TransitionSystem system) : IDisposable
    {
        public SearchWorker States { get; } = new(share, system);

        public ExceptionDispatchInfo? Failure { get; private set; }

        public long FailedAt { get; private set; }

        /// <summary>States of the level that it had taken and not expanded when the search was stopped.</summary>
        public (long From, long To) LeftOver { get; private set; }

        /// <summary>Expands states of the current depth until there are none left.</summary>
        public void Work(bool alone)
        {
            share.Visited.Threads.Enter();
            try
            {
                WorkAmongOthers(alone);
            }
            finally
            {
                share.Visited.Threads.Leave();
            }
        }

        public void Dispose() => States.Dispose();

        private void WorkAmongOthers(bool alone)
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

        private void ExpandChunk(long from, long to, bool alone)
        {
            for (var part = search.PartWith(from); from < to && Failure is null; part++)
            {
                var offset = search.offsets[part];
                for (var end = Math.Min(to, search.offsets[part + 1]); from < end && Failure is null;)
                {
                    if (search.stoppedBy is not null)
                    {
                        LeftOver = (from, to);
                        return;
                    }

                    var count = (int)Math.Min(SearchWorker.Block, end - from);
                    ExpandBlock(search.level[part], (int)(from - offset), count, from, alone);
                    from += count;
                }
            }
        }

        private void ExpandBlock(PackedStates states, int from, int count, long at, bool alone)
        {
            share.Visited.Threads.Pass();
            try
            {
                States.Expand(states, from, count, alone);
            }
#pragma warning disable CA1031 // it is thrown again by the thread that started the others
            catch (Exception exception)
#pragma warning restore CA1031
            {
                // Chunks are handed out in order: the others finish those before this one, in which an earlier failure may be.
                (Failure, FailedAt) = (ExceptionDispatchInfo.Capture(exception), at + States.ExpandedBeforeFailure);
                search.claimed = search.levelCount;
                return;
            }

            if (search.options.MaxStates is { } limit && search.StateCount > limit)
            {
                search.stoppedBy = "--max-states";
            }
        }
    }
}
