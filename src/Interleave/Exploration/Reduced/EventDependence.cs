namespace Interleave.Exploration.Reduced;

/// <summary>
/// Says which lists of events commute: emitted by two processes one after the other, in either order, they leave every
/// monitor in the same state, and so with the same judgement. A pass is given the answers that hold in the states of the
/// monitors known before it; <see cref="Verify"/> then computes all states that an execution can bring a monitor to, also
/// where the search has not been, and checks every answer again.
/// </summary>
internal sealed class EventDependence
{
    private readonly TransitionSystem system;
    private readonly MonitorTable[] tables;
    private readonly List<BitSet> asked = [];
    private readonly List<BitSet> dependent = [];
    private readonly List<(int One, int Other)> relied = [];
    private int verified = -1;
    private ulong settled;

    public EventDependence(TransitionSystem system)
    {
        this.system = system;
        tables = [.. system.Model.Monitors.Select(monitor => new MonitorTable(monitor))];
    }

    /// <summary>Starts a pass that has relied on nothing yet.</summary>
    public void BeginPass()
    {
        relied.Clear();
        asked.ForEach(set => set.Clear());
    }

    /// <summary>Leaves out the monitors of invariants that are known to be violated: what they see no longer matters.</summary>
    public void Settle(ulong violations)
    {
        settled = violations;
        asked.ForEach(set => set.Clear());
        dependent.ForEach(set => set.Clear());
    }

    /// <summary>Takes in the lists of events found since the last time.</summary>
    public void Update()
    {
        for (var list = asked.Count; list < system.Automata.EventListCount; list++)
        {
            asked.Add(new BitSet());
            dependent.Add(new BitSet());
            foreach (var table in tables)
            {
                table.AddLetter(system.Automata.EventsOf(list));
            }
        }
    }

    /// <summary>Whether some of <paramref name="others"/> does not commute with <paramref name="one"/>. The current pass
    /// relies on the answer.</summary>
    public bool AnyDependent(int one, BitSet others)
    {
        foreach (var other in others)
        {
            if (asked[one].Add(other))
            {
                asked[other].Add(one);
                if (!dependent[one].Contains(other) && Check(one, other))
                {
                    relied.Add((one, other));
                }
            }
        }

        return dependent[one].Overlaps(others);
    }

    /// <summary>Checks what the pass has relied on against everything that is known now. False when it does not hold.</summary>
    public bool Verify()
    {
        Update();
        if (relied.Count == 0)
        {
            return true;
        }

        if (verified != system.Automata.Transitions.Count)
        {
            verified = system.Automata.Transitions.Count;
            var languages = new EventLanguages(system);
            foreach (var table in tables)
            {
                table.Explore(languages, system.InitialEvents);
            }
        }

        var holds = true;
        foreach (var (one, other) in relied)
        {
            holds &= Check(one, other);
        }

        return holds;
    }

    private bool Check(int one, int other)
    {
        var commute = true;
        for (var i = 0; i < tables.Length && commute; i++)
        {
            commute = (settled & Invariants.OfMonitor(i)) != 0 || tables[i].Commute(one, other);
        }

        if (commute)
        {
            return true;
        }

        dependent[one].Add(other);
        dependent[other].Add(one);
        return false;
    }
}
