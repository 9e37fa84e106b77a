namespace Interleave.Exploration.Dpor;

/// <summary>What the steps of each process were seen to access, or stand at, in all executions so far.</summary>
internal sealed class ProcessAccesses
{
    private readonly TraceExecutor executor;
    private readonly Footprint[] seen;
    private readonly bool[] waits;
    private readonly HashSet<(int Process, uint Local)> reached = [];

    public ProcessAccesses(TraceExecutor executor)
    {
        this.executor = executor;
        seen = new Footprint[executor.Model.Processes.Count];
        waits = new bool[seen.Length];
        for (var process = 0; process < seen.Length; process++)
        {
            seen[process] = executor.ConditionsOfProcess(process);
            Reach(process);
        }
    }

    /// <summary>Whether something was seen that had not been known.</summary>
    public bool Grown { get; private set; }

    /// <summary>From here on something new counts as such.</summary>
    public void BeginPass() => Grown = false;

    /// <summary>All that a process may access.</summary>
    public ref readonly Footprint Of(int process) => ref seen[process];

    /// <summary>Whether a process may have to wait for a value.</summary>
    public bool Waits(int process) => waits[process];

    /// <summary>Adds what an event accessed and where its process stands after it.</summary>
    public void Add(in EventRecord record)
    {
        ref var known = ref seen[record.Move.Process];
        var all = known | (record.Footprint - executor.Nesting);
        if (!all.Equals(known))
        {
            known = all;
            Grown = true;
        }

        Reach(record.Move.Process);
    }

    private void Reach(int process)
    {
        if (reached.Add((process, executor.LocalOf(process))))
        {
            waits[process] |= executor.AddNextOperation(process, ref seen[process]);
            Grown = true;
        }
    }
}
