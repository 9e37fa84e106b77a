namespace Interleave.Exploration;

/// <summary>What an execution may still violate from each state of a graph.</summary>
internal sealed class ViolationsAhead
{
    private readonly GraphSearch search;
    private readonly ulong[] ahead;

    /// <summary>Finds out what is ahead of each state.</summary>
    /// <param name="search">A complete search.</param>
    /// <param name="log">Which states it has found to violate what.</param>
    public ViolationsAhead(GraphSearch search, ViolationLog log)
    {
        this.search = search;
        ahead = new ulong[search.Graph.States];
        foreach (var (state, onTheWayOut, atEnd) in log.Entries)
        {
            ahead[state] = onTheWayOut | atEnd;
        }

        foreach (var kind in search.Cycles)
        {
            foreach (var state in kind.Numbers)
            {
                ahead[state] |= kind.Invariant;
            }
        }

        while (GoBack())
        {
        }
    }

    /// <summary>The bits of the invariants that are violated in some execution from the state with a fingerprint on.</summary>
    public ulong From(ulong fingerprint) => search.NumberOf(fingerprint) is var number and >= 0 ? ahead[number] : ulong.MaxValue;

    /// <summary>Takes what is ahead of each state's successors over, from the last state to the first: most transitions lead to
    /// states with higher numbers, so a few rounds are enough.</summary>
    private bool GoBack()
    {
        var changed = false;
        for (var state = ahead.Length - 1; state >= 0; state--)
        {
            var all = ahead[state];
            foreach (var next in search.Graph.Successors(state))
            {
                all |= ahead[next];
            }

            changed |= all != ahead[state];
            ahead[state] = all;
        }

        return changed;
    }
}
