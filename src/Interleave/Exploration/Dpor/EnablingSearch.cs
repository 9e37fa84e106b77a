namespace Interleave.Exploration.Dpor;

/// <summary>
/// Finds where in an execution a move was possible that happened later, differently or not at all, and plans it there. What
/// can make it possible or impossible are events that write what it depends on. Of those it leaves out the latest ones, in
/// all ways, until the move is possible; where it could have come even earlier is a race of the execution planned.
/// </summary>
/// <remarks>
/// Why that finds everything: let E be a prefix after which the moves P have been explored, and E.w an execution of which no
/// equivalent one begins with a move of P. Take of P the moves that are independent of most of w, and let e be the
/// first event of w that depends on them. If one of them, p, lets e happen, p and e race. If none does, each of them is
/// among what can disable e; take the one that was explored first. It is part of all that is found here until nothing but it
/// is left to be left out. The one explored first is the one whose executions were not begun with the others asleep.
/// </remarks>
internal sealed class EnablingSearch(Execution execution, Reversal reversal, WakeupPlan plan, ArrivalRule arrivals)
{
    private readonly TraceExecutor executor = execution.Executor;
    private readonly List<ulong[]> tried = [];
    private readonly List<ulong[]> pool = [];
    private readonly List<int> latest = [];
    private ulong[] covered = [];
    private ulong[] start = [];
    private EventRecord move;
    private int own;

    /// <summary>Begins with the move at <see cref="Execution.Length"/>: its footprint is what can decide whether it is possible.</summary>
    /// <param name="after">The last event of its process, which must come before it; -1: there is none.</param>
    public void Begin(int after)
    {
        own = after;
        move = execution[execution.Length];
        pool.AddRange(tried);
        tried.Clear();
        if (covered.Length != execution.Stride)
        {
            covered = new ulong[execution.Stride];
            start = new ulong[execution.Stride];
            pool.Clear();
        }

        start.AsSpan().Clear();
    }

    /// <summary>Leaves out an event and what it happens before.</summary>
    public void Exclude(int position) => execution.AddWithSuccessors(start, position);

    /// <summary>Plans the move wherever it is possible.</summary>
    public void Run() => Try(Copy(start));

    private void Try(ulong[] without)
    {
        foreach (var other in tried)
        {
            if (without.AsSpan().SequenceEqual(other))
            {
                pool.Add(without);
                return;
            }
        }

        tried.Add(without);
        if ((own >= 0 && EventSet.Has(without, own)) || TryPlan(without))
        {
            return;
        }

        var from = latest.Count;
        FindLatest(without);
        for (var i = from; i < latest.Count; i++)
        {
            var less = Copy(without);
            execution.AddWithSuccessors(less, latest[i]);
            Try(less);
        }

        latest.RemoveRange(from, latest.Count - from);
    }

    private bool TryPlan(ulong[] without)
    {
        reversal.Load(without);
        if (!arrivals.Allows(move.Key, reversal))
        {
            return false;
        }

        reversal.EnterState();
        var possible = executor.IsPossible(move.Key);
        if (possible)
        {
            executor.Peek(move.Key, ref execution[execution.Length]);
        }

        executor.EndScratch();
        if (possible)
        {
            reversal.Build();
            plan.Insert(reversal, isRace: false);
        }

        return possible;
    }

    /// <summary>The events that write what the move depends on, and that happen before no other such event.</summary>
    private void FindLatest(ulong[] without)
    {
        without.CopyTo(covered, 0);
        for (var i = execution.Length - 1; i >= 0; i--)
        {
            if (EventSet.Has(covered, i) || i == own || !Footprint.Affects(in execution[i].Footprint, in move.Footprint))
            {
                continue;
            }

            EventSet.Unite(covered, execution.Before(i));
            if (own < 0 || !execution.HappensBefore(i, own))
            {
                latest.Add(i);
            }
        }
    }

    private ulong[] Copy(ulong[] set)
    {
        ulong[] copy;
        if (pool.Count > 0)
        {
            copy = pool[^1];
            pool.RemoveAt(pool.Count - 1);
        }
        else
        {
            copy = new ulong[set.Length];
        }

        set.CopyTo(copy, 0);
        return copy;
    }
}
