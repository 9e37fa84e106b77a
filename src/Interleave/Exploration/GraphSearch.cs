using System.Diagnostics;
using Interleave.Exploration.Checkpoints;

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

    /// <summary>More states or transitions than are found between two looks at the limits.</summary>
    private const int FoundBetweenChecks = 1 << 17;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly Stopwatch clock = new();
    private readonly FingerprintIndex numbers = new();
    private readonly Frontier successors;
    private readonly List<Move> moves = [];
    private readonly List<(int Transition, IReadOnlyList<Obligation> Obligations)> reopened = [];
    private readonly bool hasObligations;
    private readonly int[] ends = new int[Block];
    private readonly bool[] mayEnd = new bool[Block];
    private readonly ViolationLog? log;
    private readonly SearchLimits limits;
    private readonly CheckpointSchedule checkpoints;
    private readonly LevelSizes sizes = new();
    private StateQueue current;
    private StateQueue next;
    private long transitions;
    private int blocks;
    private long expanded;
    private uint expanding;
    private int depth;
    private int done;
    private long statesAtStart;
    private ulong violationsOfState;

    /// <summary>Prepares a search.</summary>
    /// <param name="system">The state graph.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="log">Where to write down which states violate what; null: nowhere.</param>
    public GraphSearch(TransitionSystem system, SearchOptions options, ViolationLog? log = null)
    {
        this.system = system;
        this.options = options;
        this.log = log;
        hasObligations = system.Monitors.Liveness.Count > 0;
        if (hasObligations)
        {
            Graph.WatchObligations();
        }

        limits = new SearchLimits(options);
        checkpoints = new CheckpointSchedule(system, options, "a search that keeps the graph");
        current = new StateQueue(system.Width);
        next = new StateQueue(system.Width);
        successors = new Frontier(system.Width);
    }

    /// <summary>The graph of the states.</summary>
    public StateGraph Graph { get; } = new();

    /// <summary>The fair cycles that violate an invariant.</summary>
    public IReadOnlyList<FairCycles> Cycles { get; private set; } = [];

    /// <summary>The bits of the invariants found violated.</summary>
    public ulong Violations { get; private set; }

    private long StateCount => numbers.Count;

    /// <summary>The number of the state with a fingerprint, or -1 when none was found.</summary>
    public int NumberOf(ulong stateFingerprint) => numbers.Find(stateFingerprint);

    /// <summary>Runs the search.</summary>
    public SearchResult Run()
    {
        clock.Start();
        if (!checkpoints.Restore(Restore))
        {
            Violations = system.InitialViolations;
            var start = Fingerprint.Of(system.Initial);
            numbers.NumberOf(start);
            current.Add(system.Initial, start);
            sizes.Add(1);
        }

        statesAtStart = StateCount;
        string? stoppedBy;
        while ((stoppedBy = ExpandLevel()) is null && next.Count > 0)
        {
            (current, next) = (next, current);
            next.Clear();
            done = 0;
            depth++;
            sizes.Add(current.Count);
        }

        checkpoints.Save(clock.Elapsed, Save);
        return Summarise(stoppedBy);
    }

    private string? ExpandLevel()
    {
        for (var sinceCheck = 0; done < current.Count; sinceCheck += Block)
        {
            if (sinceCheck % CheckEvery == 0)
            {
                if (ReasonToStop() is { } reason)
                {
                    return reason;
                }

                if (checkpoints.IsDue)
                {
                    checkpoints.Save(clock.Elapsed, Save);
                }
            }

            var from = done;
            done = Math.Min(from + Block, current.Count);
            ExpandBlock(from, done);
            if (options.Fault != SearchFault.None)
            {
                Spoil(done - from);
            }

            AddToGraph(from, done);

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
        reopened.Clear();
        for (var i = from; i < to; i++)
        {
            var state = current[i];
            if (hasObligations)
            {
                expanding = system.MonitorsIn(state);
                Graph.BeginState(expanding);
            }

            var visitor = new Collector(this);
            violationsOfState = 0;
            var outlook = system.Expand(state, current.FingerprintAt(i), ref visitor);
            var atEnd = outlook switch
            {
                Outlook.MayEnd => system.AtEnd(state),
                Outlook.Stuck => system.AtStuck(state),
                _ => 0UL,
            };
            Violations |= violationsOfState | atEnd;
            log?.Add((int)expanded, violationsOfState, atEnd);
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
        var (i, nextReopened) = (0, 0);
        for (var state = 0; state < to - from; state++)
        {
            for (; i < ends[state]; i++)
            {
                var fingerprint = successors.FingerprintAt(i);
                var known = numbers.Count;
                var number = numbers.NumberOf(fingerprint);
                Graph.Add(number, moves[i]);
                if (nextReopened < reopened.Count && reopened[nextReopened].Transition == i)
                {
                    Graph.NoteReopened(reopened[nextReopened++].Obligations);
                }

                if (number == known)
                {
                    next.Add(successors[i], fingerprint);
                }
            }

            Graph.Close(mayEnd[state]);
        }
    }

    private string? ReasonToStop()
    {
        var elapsed = clock.Elapsed;
        options.Progress?.Invoke(new SearchProgress(StateCount, (long)current.Count - done + next.Count, depth, checkpoints.Before + elapsed)
        {
            Rate = elapsed > TimeSpan.Zero ? (StateCount - statesAtStart) / elapsed.TotalSeconds : 0,
            EstimatedStates = sizes.Estimate(sizes.Last - current.Count + done, next.Count) is { } estimate ? Math.Max(estimate, StateCount) : null,
        });
        return limits.Exceeded(elapsed, numbers.NextGrowth(FoundBetweenChecks) + Graph.NextGrowth(FoundBetweenChecks));
    }

    private void Save(CheckpointWriter writer)
    {
        writer.Write(depth);
        writer.Write(transitions);
        writer.Write(expanded);
        writer.Write(Violations);
        sizes.Save(writer);
        writer.Write(current.Count - done);
        current.Save(writer, done, current.Count);
        writer.Write(next.Count);
        next.Save(writer, 0, next.Count);
        numbers.Save(writer);
        Graph.Save(writer);
    }

    private void Restore(CheckpointReader reader)
    {
        depth = reader.ReadInt32();
        transitions = reader.ReadInt64();
        expanded = reader.ReadInt64();
        Violations = reader.ReadUInt64();
        sizes.Restore(reader);
        current.Restore(reader, reader.ReadInt64());
        next.Restore(reader, reader.ReadInt64());
        numbers.Restore(reader);
        Graph.Restore(reader);
    }

    private SearchResult Summarise(string? stoppedBy)
    {
        var complete = stoppedBy is null;
        System.Numerics.BigInteger? interleavings = null;
        var cyclic = false;
        if (complete)
        {
            interleavings = InterleavingCount.Of(Graph);
            cyclic = interleavings is null;
            if (cyclic)
            {
                Cycles = CycleSearch.Find(Graph, system.Monitors, numbers);
                Violations = Cycles.Aggregate(Violations, (violations, cycles) => violations | cycles.Invariant);
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
            CheckpointProblem = checkpoints.Problem,
            Unjudged = complete ? [] : system.JudgedByGraph,
            Elapsed = checkpoints.Before + clock.Elapsed,
        };
    }

    private readonly struct Collector(GraphSearch search) : ITransitionVisitor
    {
        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            search.violationsOfState |= violations;
            search.successors.Add(next, fingerprint);
            search.numbers.Prefetch(fingerprint);
            search.moves.Add(move);
            if (search.hasObligations && search.system.EmittedEvents != 0 && search.system.Monitors.Reopened(search.expanding, search.system.EmittedEvents) is { Count: > 0 } obligations)
            {
                search.reopened.Add((search.moves.Count - 1, obligations));
            }
        }
    }
}
