namespace Interleave.Exploration;

/// <summary>Finds all kinds of fair cycles of a state graph: any (a livelock), and for each obligation those on which it stays
/// open.</summary>
internal static class CycleSearch
{
    /// <summary>The fair cycles, each kind once.</summary>
    public static IReadOnlyList<FairCycles> Find(StateGraph graph, MonitorProduct monitors, FingerprintIndex numbers)
    {
        var found = new List<FairCycles>();
        var livelocked = Livelock.FairCycles(graph, Subgraph.Whole);
        if (livelocked.Count == 0)
        {
            // A cycle on which something stays open is a fair cycle.
            return found;
        }

        found.Add(new FairCycles(Invariants.Livelock, null, numbers.FingerprintsOf(livelocked), livelocked));
        foreach (var obligation in monitors.Obligations())
        {
            var stays = Livelock.FairCycles(graph, new Subgraph(
                state => monitors.IsOpen(graph.MonitorsIn(state), obligation),
                transition => !graph.IsReopenedBy(transition, obligation)));
            if (stays.Count > 0)
            {
                found.Add(new FairCycles(Invariants.OfMonitor(obligation.Monitor), obligation, numbers.FingerprintsOf(stays), stays));
            }
        }

        return found;
    }
}

/// <summary>A part of a state graph.</summary>
/// <param name="HasState">Whether a state is in it.</param>
/// <param name="HasTransition">Whether a transition between two states of it is in it, by the position of the transition.</param>
internal readonly record struct Subgraph(Func<int, bool>? HasState, Func<int, bool>? HasTransition)
{
    /// <summary>All of it.</summary>
    public static Subgraph Whole => default;

    public bool Has(int state) => HasState is null || HasState(state);

    public bool HasEdge(int transition, int target) => HasState is null || (HasState(target) && HasTransition!(transition));
}
