using System.Diagnostics;

namespace Interleave.Exploration.Reduced;

/// <summary>
/// Visits enough states to find every violated invariant, and on request every state in which an execution may end, without
/// visiting all: breadth first, with a persistent set in each state (<see cref="PersistentSets"/>).
/// </summary>
/// <remarks>
/// <para>A state with a single chosen transition is passed through and not stored (Behrmann, Larsen and Pelánek, "To store or
/// not to store", 2003): what is between two stored states is a run of forced transitions.</para>
/// <para>On a cycle, a transition that is never among the chosen ones would be ignored for ever. So from a stored state that is
/// not expanded in full, at least one run leads to a stored state that is expanded later (for breadth-first search:
/// Bošnački and Holzmann, "Improving Spin's partial-order reduction for breadth-first search", 2005): each transition that
/// is put off is put off to a state expanded later, and the last one is expanded in full.</para>
/// <para>Cycles of the reduced graph are not those of the whole one, so livelocks are not looked for.</para>
/// </remarks>
internal sealed class ReducedSearch
{
    private const int CheckEvery = 1 << 8;
    private const int StatesBetweenChecks = 1 << 13;

    private readonly TransitionSystem system;
    private readonly SearchOptions options;
    private readonly ReductionFaults faults;
    private readonly PersistentSets sets;
    private readonly SearchLimits limits;
    private readonly Stopwatch clock = new();
    private readonly Successors here;
    private readonly Successors onTheWay;
    private readonly uint[] passing;
    private readonly RunEnds ends = new();
    private FingerprintIndex stored = new();
    private StateQueue current;
    private StateQueue next;
    private long transitions;
    private long expanded;
    private int depth;
    private int passes;
    private ulong settled;
    private Symmetry? symmetry;

    /// <summary>Prepares a search.</summary>
    /// <param name="system">The states and transitions.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="faults">For tests: what the search is to do wrong.</param>
    public ReducedSearch(TransitionSystem system, SearchOptions options, ReductionFaults? faults = null)
    {
        this.faults = faults ?? new ReductionFaults();
        this.system = system;
        this.options = options;
        limits = new SearchLimits(options);
        sets = new PersistentSets(system, faults?.Distort);
        here = new Successors(system.Width);
        onTheWay = new Successors(system.Width);
        passing = new uint[system.Width];
        current = new StateQueue(system.Width);
        next = new StateQueue(system.Width);
    }

    /// <summary>The bits of the invariants found violated.</summary>
    public ulong Violations { get; private set; }

    /// <summary>Called with each state in which an execution may end or is stuck; after the last pass has begun again, from
    /// the beginning. When it is null, not all of these states are looked for, and one stands for others.</summary>
    public Action<uint[]>? Ended { get; init; }

    /// <summary>Called when a pass begins.</summary>
    public Action? PassBegins { get; init; }

    /// <summary>Runs the search.</summary>
    public SearchResult Run()
    {
        clock.Start();
        sets.KeepsEnds = Ended is not null || !options.Savings.HasFlag(Savings.QuietSteps);
        symmetry = Ended is null && options.Savings.HasFlag(Savings.Symmetry) ? new Symmetry(system) : null;
        string? stoppedBy;
        bool symmetric;
        do
        {
            stoppedBy = RunPass();
            symmetric = SymmetryHolds();
        }
        while (stoppedBy is null && !(sets.Verify() & symmetric) && !faults.NeverStartsAgain);

        return new SearchResult
        {
            Reduction = Reduction.PartialOrder,
            Complete = stoppedBy is null,
            StoppedBy = stoppedBy,
            States = stored.Count,
            Expanded = expanded,
            Transitions = transitions,
            Passes = passes,
            Depth = depth,
            CompleteDepth = stoppedBy is null ? depth : 0,
            Violated = [.. system.Invariants.Names.Where((_, bit) => (Violations >> bit & 1) != 0)],
            Interleavings = null,
            HasCycle = false,
            LocalStates = system.LocalStates,
            Unjudged = system.JudgedByGraph,
            Elapsed = clock.Elapsed,
        };
    }

    /// <summary>Whether what was taken for identical is. If not, the pass has been in states that do not exist, and what it found
    /// violated is forgotten.</summary>
    private bool SymmetryHolds()
    {
        if (symmetry?.Verify() != false)
        {
            return true;
        }

        Violations = 0;
        sets.Settle(0);
        return false;
    }

    private string? RunPass()
    {
        passes++;
        transitions = depth = 0;
        expanded = 1;
        stored = new FingerprintIndex();
        ends.Clear();
        Found(system.InitialViolations);
        settled = options.Savings.HasFlag(Savings.SettledInvariants) ? Violations : 0;
        sets.BeginPass();
        PassBegins?.Invoke();
        current.Clear();
        next.Clear();
        system.Initial.CopyTo(passing);
        var start = Settle(passing, Fingerprint.Of(passing));
        ends.Begin();
        ends.Knows(start, out _);
        ends.End(stored.NumberOf(start));
        current.Add(passing, start);
        for (var number = 0; ; depth++)
        {
            for (var i = 0; i < current.Count; i++, number++)
            {
                if (i % CheckEvery == 0 && ShouldStop(i) is { } reason)
                {
                    return reason;
                }

                ExpandStored(current[i], current.FingerprintAt(i), number);
                if (options.MaxStates is { } limit && stored.Count > limit)
                {
                    return "--max-states";
                }
            }

            if (next.Count == 0)
            {
                return null;
            }

            (current, next) = (next, current);
            next.Clear();
        }
    }

    private void ExpandStored(ReadOnlySpan<uint> state, ulong fingerprint, int number)
    {
        var chosen = Expand(here, state, fingerprint, out var outlook);
        if (outlook != Outlook.Continues)
        {
            Found(outlook == Outlook.Stuck ? system.AtStuck(state) : system.AtEnd(state));
            Ended?.Invoke(state.ToArray());
        }

        var leadsOn = FollowAll(chosen, number);
        if (chosen != ulong.MaxValue && !leadsOn && !faults.Ignores)
        {
            FollowAll(~chosen, number);
        }
    }

    /// <summary>Collects the transitions out of a state and chooses the processes whose transitions are enough.</summary>
    private ulong Expand(Successors into, ReadOnlySpan<uint> state, ulong fingerprint, out Outlook outlook)
    {
        into.Clear();
        sets.Begin(state);
        var visitor = new Collector(sets, into);
        outlook = system.Expand(state, fingerprint, ref visitor);
        into.Ends = outlook != Outlook.Continues;
        return outlook == Outlook.Continues ? sets.Choose() : ulong.MaxValue;
    }

    /// <summary>Executes transitions, each up to the next state that is stored. Says whether one of these is expanded later
    /// than the state with the given number.</summary>
    private bool FollowAll(ulong processes, int number)
    {
        var leadsOn = false;
        for (var i = 0; i < here.Count; i++)
        {
            if ((processes >> here.MoveAt(i).Process & 1) != 0)
            {
                leadsOn |= Follow(i) > number;
            }
        }

        return leadsOn;
    }

    /// <summary>Executes a transition and what is forced after it; the number of the state stored at the end.</summary>
    private int Follow(int index)
    {
        here.StateAt(index).CopyTo(passing);
        Found(here.ViolationsAt(index));
        var fingerprint = Settle(passing, here.FingerprintAt(index));
        transitions++;
        ends.Begin();
        while (true)
        {
            if (ends.Knows(fingerprint, out var end))
            {
                if (end >= 0)
                {
                    ends.End(end);
                    return end;
                }

                // A loop that waits for nobody: store a state of it, or the run has no end.
                break;
            }

            expanded++;
            var chosen = Expand(onTheWay, passing, fingerprint, out _);
            if (OnlyOne(chosen) is not { } only)
            {
                break;
            }

            onTheWay.StateAt(only).CopyTo(passing);
            Found(onTheWay.ViolationsAt(only));
            fingerprint = Settle(passing, onTheWay.FingerprintAt(only));
            transitions++;
        }

        var known = stored.Count;
        var number = stored.NumberOf(fingerprint);
        if (number == known)
        {
            next.Add(passing, fingerprint);
        }

        ends.End(number);
        return number;
    }

    /// <summary>Notes violations. An invariant that is known to be violated need not be watched any longer.</summary>
    private void Found(ulong violations)
    {
        if ((violations & ~Violations) != 0)
        {
            Violations |= violations;
            if (options.Savings.HasFlag(Savings.SettledInvariants))
            {
                sets.Settle(Violations);
            }
        }
    }

    /// <summary>Takes from a state what the monitors remember for invariants that were known to be violated when the pass began, and
    /// what says which of several identical processes is which; its fingerprint.</summary>
    private ulong Settle(Span<uint> state, ulong fingerprint)
    {
        ref var monitors = ref state[system.MonitorWord];
        var rest = system.Monitors.Settle(monitors, settled);
        fingerprint ^= Fingerprint.Mix(system.MonitorWord, monitors) ^ Fingerprint.Mix(system.MonitorWord, rest);
        monitors = rest;
        return symmetry is null ? fingerprint : symmetry.Represent(state, fingerprint);
    }

    /// <summary>The chosen transition on the way if there is one and no more.</summary>
    private int? OnlyOne(ulong chosen)
    {
        if (onTheWay.Ends)
        {
            return null;
        }

        int? only = null;
        for (var i = 0; i < onTheWay.Count; i++)
        {
            if ((chosen >> onTheWay.MoveAt(i).Process & 1) == 0)
            {
                continue;
            }

            if (only is not null)
            {
                return null;
            }

            only = i;
        }

        return only;
    }

    private string? ShouldStop(int done)
    {
        options.Progress?.Invoke(new SearchProgress(stored.Count, (long)current.Count - done + next.Count, depth, clock.Elapsed));
        return limits.Exceeded(clock.Elapsed, stored.NextGrowth(StatesBetweenChecks));
    }
}

/// <summary>Faults that tests put into a reduced search to see that they would be noticed.</summary>
internal sealed record ReductionFaults
{
    /// <summary>Changes what an operation counts as in a footprint.</summary>
    public Action<Future, Operation>? Distort { get; init; }

    /// <summary>Does not start again when a footprint has grown.</summary>
    public bool NeverStartsAgain { get; init; }

    /// <summary>Lets transitions be put off for ever on cycles.</summary>
    public bool Ignores { get; init; }
}
