namespace Interleave.Exploration.Dpor;

/// <summary>
/// An execution without some of its events, and with another one after the rest: the other order of a race. What is left
/// out is closed under what happens after it, so that the rest is an execution too.
/// </summary>
internal sealed class Reversal(Execution execution)
{
    private readonly List<int> items = [];
    private ulong[] without = [];

    /// <summary>After how many events of the execution the sequence goes another way.</summary>
    public int Prefix { get; private set; }

    /// <summary>The sequence from there: positions of events; <see cref="Execution.Length"/> stands for the other one.</summary>
    public List<int> Items => items;

    /// <summary>The events that are not part of the sequence.</summary>
    public ReadOnlySpan<ulong> Excluded => without.AsSpan(0, execution.Stride);

    /// <summary>Excludes nothing.</summary>
    public void Clear()
    {
        if (without.Length < execution.Stride)
        {
            without = new ulong[execution.Stride];
        }

        without.AsSpan().Clear();
    }

    /// <summary>Excludes a set of events.</summary>
    public void Load(ReadOnlySpan<ulong> set)
    {
        Clear();
        set.CopyTo(without);
    }

    /// <summary>Excludes one event and those that it happens before.</summary>
    public void Exclude(int position) => execution.AddWithSuccessors(without, position);

    /// <summary>Excludes one event; the caller excludes those that it happens before.</summary>
    public void ExcludeAlone(int position) => EventSet.Add(without, position);

    /// <summary>Whether an event is not part of the sequence.</summary>
    public bool IsExcluded(int position) => EventSet.Has(without, position);

    /// <summary>Forms the sequence in which an event is excluded.</summary>
    public void Build(int excluded)
    {
        items.Clear();
        Prefix = excluded;
        for (var i = excluded + 1; i < execution.Length; i++)
        {
            if (!execution.HappensBefore(excluded, i))
            {
                items.Add(i);
            }
        }

        items.Add(execution.Length);
    }

    /// <summary>Forms the sequence without the excluded events.</summary>
    public void Build()
    {
        items.Clear();
        Prefix = 0;
        while (Prefix < execution.Length && !IsExcluded(Prefix))
        {
            Prefix++;
        }

        for (var i = Prefix + 1; i < execution.Length; i++)
        {
            if (!IsExcluded(i))
            {
                items.Add(i);
            }
        }

        items.Add(execution.Length);
    }

    /// <summary>Puts the executor into the state after the events that are not excluded; <see cref="TraceExecutor.EndScratch"/>
    /// ends that.</summary>
    public void EnterState()
    {
        var executor = execution.Executor;
        executor.BeginScratch();
        for (var i = execution.Length - 1; i >= 0; i--)
        {
            if (IsExcluded(i))
            {
                executor.TakeBack(execution.LogStart(i), execution.LogStart(i + 1));
            }
        }
    }
}
