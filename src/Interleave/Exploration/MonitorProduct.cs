using Interleave.Automata;

namespace Interleave.Exploration;

/// <summary>All monitors of a model as one automaton, built as the search asks for it. Its state is one word of the
/// state vector. A monitor that has seen a violation stays where it is and judges no more. Several threads may step at
/// once; monitors themselves run on one thread at a time.</summary>
internal sealed class MonitorProduct
{
    private readonly MonitorAutomaton[] monitors;
    private readonly LocalAutomata automata;

    /// <summary>The states of the single monitors, by the number of the state of all.</summary>
    private readonly List<int[]> states = [[]];

    private readonly Dictionary<int[], uint> numbers = new(NumbersComparer.Instance);
    private readonly Lock gate = new();
    private readonly Dictionary<ulong, int> verdictNumbers = new() { [0] = 0 };
    private ulong[] verdicts = [0];
    private readonly TransitionTable table = new();
    private readonly List<ulong?> final = [null];
    private readonly List<MonitorTransition> transitions = [];
    private readonly Dictionary<(uint State, int Events), IReadOnlyList<Obligation>> reopened = [];
    private readonly Dictionary<(uint State, ulong Violations), uint> settled = [];

    public MonitorProduct(Model model, LocalAutomata automata)
    {
        monitors = [.. model.Monitors.Select(monitor => new MonitorAutomaton(monitor, automata))];
        this.automata = automata;
        Initial = Intern([.. monitors.Select(static _ => MonitorAutomaton.Start)]);
        Liveness = [.. Enumerable.Range(0, monitors.Length).Where(index => monitors[index].IsLiveness)];
    }

    /// <summary>The state before the first event.</summary>
    public uint Initial { get; }

    /// <summary>The steps found so far, in the order in which they were found.</summary>
    public IReadOnlyList<MonitorTransition> Transitions => transitions;

    /// <summary>The state after a list of events, and which invariants they violate.</summary>
    public uint Step(uint state, int events, out ulong violations)
    {
        if (!table.TryGet(state, (ulong)events, out var next, out var verdict))
        {
            lock (gate)
            {
                if (!table.TryGet(state, (ulong)events, out next, out verdict))
                {
                    (next, verdict) = Extend(state, events);
                    table.Add(state, (ulong)events, next, verdict);
                    transitions.Add(new MonitorTransition(state, events, next, verdicts[verdict]));
                }
            }
        }

        violations = verdicts[verdict];
        return next;
    }

    /// <summary>The state in which the monitors of some invariants judge no more, as if each had seen a violation.</summary>
    /// <param name="state">A state.</param>
    /// <param name="violations">The bits of the invariants.</param>
    public uint Settle(uint state, ulong violations)
    {
        lock (gate)
        {
            if (!settled.TryGetValue((state, violations), out var found))
            {
                found = Intern([.. states[(int)state].Select((part, index) => (violations & Invariants.OfMonitor(index)) != 0 ? MonitorAutomaton.Broken : part)]);
                settled.Add((state, violations), found);
            }

            return found;
        }
    }

    /// <summary>The indices of the monitors that have obligations.</summary>
    public IReadOnlyList<int> Liveness { get; }

    /// <summary>All obligations that were open in some state.</summary>
    public IEnumerable<Obligation> Obligations() => Liveness.SelectMany(index =>
    {
        var met = states.Skip(1).Aggregate(0UL, (bits, parts) => bits | OpenIn(parts, index));
        return Enumerable.Range(0, LivenessMonitor.MaxObligations).Where(bit => (met >> bit & 1) != 0).Select(bit => new Obligation(index, bit));
    });

    /// <summary>Whether an obligation is open.</summary>
    public bool IsOpen(uint state, Obligation obligation) => (OpenIn(states[(int)state], obligation.Monitor) >> obligation.Bit & 1) != 0;

    /// <summary>The obligations that are open before and after a list of events, but not all the time.</summary>
    public IReadOnlyList<Obligation> Reopened(uint state, int events)
    {
        if (Liveness.Count == 0 || events == 0)
        {
            return [];
        }

        lock (gate)
        {
            if (!reopened.TryGetValue((state, events), out var found))
            {
                reopened.Add((state, events), found = FindReopened(state, events));
            }

            return found;
        }
    }

    private List<Obligation> FindReopened(uint state, int events)
    {
        var found = new List<Obligation>();
        foreach (var index in Liveness)
        {
            var again = monitors[index].Reopened(states[(int)state][index], events);
            found.AddRange(Enumerable.Range(0, LivenessMonitor.MaxObligations).Where(bit => (again >> bit & 1) != 0).Select(bit => new Obligation(index, bit)));
        }

        return found;
    }

    private ulong OpenIn(int[] parts, int index) => monitors[index].Open(parts[index]);

    /// <summary>Which invariants an execution violates by being stuck in this state: what is open stays open.</summary>
    public ulong AtStuck(uint state)
    {
        lock (gate)
        {
            return Liveness.Where(index => OpenIn(states[(int)state], index) != 0).Aggregate(0UL, (violations, index) => violations | Invariants.OfMonitor(index));
        }
    }

    /// <summary>Which invariants an execution that ends in this state violates by ending.</summary>
    public ulong AtEnd(uint state)
    {
        lock (gate)
        {
            return AtEndAlone(state);
        }
    }

    private ulong AtEndAlone(uint state)
    {
        if (final[(int)state] is { } known)
        {
            return known;
        }

        var violations = 0UL;
        for (var i = 0; i < monitors.Length; i++)
        {
            if (monitors[i].IsViolatedAtEnd(states[(int)state][i]))
            {
                violations |= Invariants.OfMonitor(i);
            }
        }

        final[(int)state] = violations;
        return violations;
    }

    private (uint Next, int Verdict) Extend(uint state, int events)
    {
        var before = states[(int)state];
        var after = new int[before.Length];
        var violations = automata.EventsOf(events).Any(static occurrence => occurrence is ProcessFailed) ? Invariants.Exception : 0;
        for (var i = 0; i < before.Length; i++)
        {
            after[i] = monitors[i].Step(before[i], events);
            if (after[i] == MonitorAutomaton.Broken && before[i] != MonitorAutomaton.Broken)
            {
                violations |= Invariants.OfMonitor(i);
            }
        }

        return (Intern(after), NumberOf(violations));
    }

    private int NumberOf(ulong violations)
    {
        if (!verdictNumbers.TryGetValue(violations, out var number))
        {
            verdictNumbers.Add(violations, number = verdicts.Length);
            Volatile.Write(ref verdicts, [.. verdicts, violations]);
        }

        return number;
    }

    private uint Intern(int[] parts)
    {
        if (!numbers.TryGetValue(parts, out var number))
        {
            number = (uint)states.Count;
            states.Add(parts);
            final.Add(null);
            numbers.Add(parts, number);
        }

        return number;
    }
}

/// <summary>A step of the monitors.</summary>
/// <param name="From">Their state before.</param>
/// <param name="Events">The number of the list of events.</param>
/// <param name="To">Their state after.</param>
/// <param name="Violations">The invariants violated.</param>
internal readonly record struct MonitorTransition(uint From, int Events, uint To, ulong Violations);
