namespace Interleave.Exploration.Dpor;

/// <summary>Counts executions by the fewest preemptions of an equivalent one: switches away from a process that could have
/// gone on. This is what a search with a preemption bound finds within each bound.</summary>
/// <remarks>The linear orders of the execution's partial order are not listed: what counts is which events have happened and
/// which process was last.</remarks>
internal sealed class PreemptionCount(Execution execution, int processes)
{
    private const int MaxEvents = 64;
    private const int Unreachable = int.MaxValue;

    private readonly Reversal reversal = new(execution);
    private readonly List<long> histogram = [];
    private readonly List<int>[] eventsOf = [.. Enumerable.Range(0, processes).Select(_ => new List<int>())];
    private readonly List<(ulong Past, int Row)> current = [];
    private readonly List<(ulong Past, int Row)> following = [];
    private readonly Dictionary<ulong, int> rows = [];
    private readonly List<int> costs = [];

    /// <summary>How many executions have an equivalent one with 0, 1, 2, … preemptions and none with fewer.</summary>
    public IReadOnlyList<long> Histogram => histogram;

    /// <summary>Counts the execution.</summary>
    /// <exception cref="ModelException">It has too many steps.</exception>
    public void Add()
    {
        if (execution.Length > MaxEvents)
        {
            throw new ModelException($"preemptions are counted in executions of at most {MaxEvents} steps; this one has {execution.Length}");
        }

        foreach (var events in eventsOf)
        {
            events.Clear();
        }

        for (var i = 0; i < execution.Length; i++)
        {
            eventsOf[execution[i].Process].Add(i);
        }

        var fewest = Fewest();
        while (histogram.Count <= fewest)
        {
            histogram.Add(0);
        }

        histogram[fewest]++;
    }

    private int Fewest()
    {
        costs.Clear();
        current.Clear();
        current.Add((0, Row(0)));
        costs[0] = 0;
        for (var done = 0; done < execution.Length; done++)
        {
            following.Clear();
            rows.Clear();
            foreach (var (past, row) in current)
            {
                Extend(past, row);
            }

            current.Clear();
            current.AddRange(following);
        }

        var fewest = Unreachable;
        for (var last = 0; last < processes; last++)
        {
            fewest = Math.Min(fewest, costs[current[0].Row + last]);
        }

        return fewest;
    }

    private void Extend(ulong past, int row)
    {
        // Leaving a process costs one if it could go on, whoever runs next.
        var leave = Unreachable;
        for (var last = 0; last < processes; last++)
        {
            if (costs[row + last] != Unreachable)
            {
                leave = Math.Min(leave, costs[row + last] + (past != 0 && CouldGoOn(past, last) ? 1 : 0));
            }
        }

        for (var process = 0; process < processes; process++)
        {
            var next = NextOf(past, process);
            if (next < 0 || (execution.Before(next)[0] & ~past) != 0)
            {
                continue;
            }

            var further = past | (1UL << next);
            if (!rows.TryGetValue(further, out var target))
            {
                target = Row(further);
                following.Add((further, target));
            }

            costs[target + process] = Math.Min(costs[target + process], Math.Min(leave, costs[row + process]));
        }
    }

    private int Row(ulong past)
    {
        var row = costs.Count;
        for (var i = 0; i < processes; i++)
        {
            costs.Add(Unreachable);
        }

        rows[past] = row;
        return row;
    }

    private int NextOf(ulong past, int process)
    {
        foreach (var position in eventsOf[process])
        {
            if ((past >> position & 1) == 0)
            {
                return position;
            }
        }

        return -1;
    }

    private bool CouldGoOn(ulong past, int process)
    {
        var next = NextOf(past, process);
        if (next < 0 || !execution[next].Conditional)
        {
            return next >= 0;
        }

        reversal.Clear();
        for (var position = 0; position < execution.Length; position++)
        {
            if ((past >> position & 1) == 0)
            {
                reversal.ExcludeAlone(position);
            }
        }

        reversal.EnterState();
        var possible = execution.Executor.IsPossible(execution[next].Key);
        execution.Executor.EndScratch();
        return possible;
    }
}
