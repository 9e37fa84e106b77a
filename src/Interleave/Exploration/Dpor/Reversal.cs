namespace Interleave.Exploration.Dpor;

/// <summary>
/// The other order of a race as a sequence to be explored. For a race of c and y in an execution E it is: the events of E
/// that c does not happen before, then y.
/// </summary>
/// <remarks>
/// Handlers nest, so not every order of independent events is an execution: what a handler interrupts has to wait for it.
/// The sequence is then put in an order that nests. What would have to wait for a handler that the sequence cuts in two
/// is left out, unless y needs it; then it has to come before the whole handler.
/// </remarks>
internal sealed class Reversal(Execution execution)
{
    private readonly List<Activation> activations = [];
    private readonly List<int> items = [];
    private ulong[] without = [];
    private ulong[] needed = [];
    private ulong[] left = [];
    private ulong[] placed = [];
    private bool reordered;

    /// <summary>After how many events of the execution the sequence goes another way.</summary>
    public int Prefix { get; private set; }

    /// <summary>The sequence from there: positions of events; <see cref="Execution.Length"/> stands for y.</summary>
    public List<int> Items => items;

    /// <summary>The events that were left out although c does not happen before them.</summary>
    public ReadOnlySpan<ulong> LeftOut => left;

    /// <summary>The handlers that have struck in the execution, in order.</summary>
    public IReadOnlyList<Activation> Activations => activations;

    /// <summary>Finds the activations of handlers in the execution.</summary>
    public void FindActivations()
    {
        activations.Clear();
        for (var i = 0; i < execution.Length; i++)
        {
            ref readonly var record = ref execution[i];
            if (record.Begins)
            {
                activations.Add(new Activation(i, -1, record.Process));
            }

            if (record.Returns)
            {
                var index = activations.FindLastIndex(activation => execution[activation.First].Process == execution[i].Process);
                activations[index] = activations[index] with { Last = i };
            }
        }
    }

    /// <summary>Whether a set given to <see cref="TryBuild"/> fits the execution.</summary>
    public Span<ulong> EmptySet()
    {
        if (without.Length != execution.Stride)
        {
            without = new ulong[execution.Stride];
            needed = new ulong[execution.Stride];
            left = new ulong[execution.Stride];
            placed = new ulong[execution.Stride];
        }

        without.AsSpan().Clear();
        return without;
    }

    /// <summary>Adds to the events that are not part of the sequence one event and those that it happens before.</summary>
    public void Exclude(int position)
    {
        EventSet.Add(without, position);
        for (var i = position + 1; i < execution.Length; i++)
        {
            if (execution.HappensBefore(position, i))
            {
                EventSet.Add(without, i);
            }
        }
    }

    /// <summary>Whether an event is not part of the sequence.</summary>
    public bool IsExcluded(int position) => EventSet.Has(without, position);

    /// <summary>The sequence when nothing but c stands in the way of y, which was executed or is at <see cref="Execution.Length"/>.</summary>
    public void Build(int c)
    {
        items.Clear();
        Prefix = c;
        for (var i = c + 1; i < execution.Length; i++)
        {
            if (!execution.HappensBefore(c, i))
            {
                items.Add(i);
            }
        }

        items.Add(execution.Length);
    }

    /// <summary>
    /// The sequence without the excluded events, with y at <see cref="Execution.Length"/>; false when no execution is such.
    /// </summary>
    /// <param name="own">The events of y's process up to here come before y.</param>
    /// <param name="isEnd">y is the end of the execution.</param>
    public bool TryBuild(int own, bool isEnd)
    {
        left.AsSpan().Clear();
        reordered = false;
        if (!isEnd && !KeepsOwnEvents(own))
        {
            return false;
        }

        if (activations.Count > 0)
        {
            FindNeeded(isEnd);
            if (!Nest(isEnd) || (!isEnd && !KeepsOwnEvents(own)))
            {
                return false;
            }
        }

        items.Clear();
        if (reordered)
        {
            if (!Order())
            {
                return false;
            }
        }
        else
        {
            for (var i = 0; i < execution.Length; i++)
            {
                if (!IsExcluded(i))
                {
                    items.Add(i);
                }
            }
        }

        Prefix = 0;
        while (Prefix < items.Count && items[Prefix] == Prefix)
        {
            Prefix++;
        }

        items.RemoveRange(0, Prefix);
        items.Add(execution.Length);
        return true;
    }

    /// <summary>Puts the executor into the state after the sequence without y; <see cref="TraceExecutor.EndScratch"/> ends that.</summary>
    public void EnterState()
    {
        var executor = execution.Executor;
        executor.BeginScratch();
        for (var i = 0; i < execution.Length; i++)
        {
            if (!IsExcluded(i))
            {
                executor.Replay(execution.LogStart(i), execution.LogStart(i + 1));
            }
        }

        executor.SettleScratch();
    }

    /// <summary>After y comes what had to make way for it, as far as it does not wait for a handler that is cut in two.</summary>
    public void AppendWhatWasLeftOut()
    {
        if (activations.Count == 0)
        {
            return;
        }

        placed.AsSpan().Clear();
        for (var i = 0; i < execution.Length; i++)
        {
            if (!IsExcluded(i))
            {
                EventSet.Add(placed, i);
            }
            else if (EventSet.Has(left, i) && MayBeAppended(i))
            {
                EventSet.Add(placed, i);
                EventSet.Remove(left, i);
                items.Add(i);
            }
        }
    }

    /// <summary>Whether a move depends on something that does not wait for it, but could not be made part of the sequence.</summary>
    public bool IsDependentOnWhatIsLeftOut(in Sleeper move)
    {
        for (var i = 0; i < execution.Length; i++)
        {
            if (EventSet.Has(left, i) && execution[i].Process != move.Standing.Process && Footprint.Conflict(in execution[i].Footprint, in move.Footprint))
            {
                return true;
            }
        }

        return false;
    }

    private bool MayBeAppended(int position)
    {
        var before = execution.Before(position);
        for (var word = 0; word < before.Length; word++)
        {
            if ((before[word] & ~placed[word]) != 0)
            {
                return false;
            }
        }

        ref readonly var record = ref execution[position];
        ref readonly var y = ref execution[execution.Length];
        if (record.Process == y.Process || (!y.Returns && (y.Standing.Level > 0 || y.Standing.ThreadLevel > 0) && Standing.WaitsFor(in record.Standing, in y.Standing)))
        {
            return false;
        }

        foreach (var activation in activations)
        {
            if (activation.Process == y.Process && y.Returns)
            {
                continue;
            }

            if (EventSet.Has(placed, activation.First) && (activation.Last < 0 || !EventSet.Has(placed, activation.Last))
                && Standing.WaitsFor(in record.Standing, in execution[activation.First].Standing))
            {
                return false;
            }
        }

        return true;
    }

    private bool KeepsOwnEvents(int own)
    {
        var process = execution[execution.Length].Process;
        for (var i = 0; i < own; i++)
        {
            if (execution[i].Process == process && IsExcluded(i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What y depends on.</summary>
    private void FindNeeded(bool isEnd)
    {
        needed.AsSpan().Clear();
        if (isEnd)
        {
            return;
        }

        ref readonly var y = ref execution[execution.Length];
        for (var i = execution.Length - 1; i >= 0; i--)
        {
            ref readonly var record = ref execution[i];
            if (!IsExcluded(i) && !EventSet.Has(needed, i) && (record.Process == y.Process || Footprint.Conflict(in record.Footprint, in y.Footprint)))
            {
                EventSet.Add(needed, i);
                EventSet.Unite(needed, execution.Before(i));
            }
        }
    }

    /// <summary>Leaves out what cannot go on because a handler has not returned.</summary>
    private bool Nest(bool isEnd)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var activation in activations)
            {
                if (IsExcluded(activation.First) || (activation.Last >= 0 && !IsExcluded(activation.Last)))
                {
                    continue;
                }

                ref readonly var strike = ref execution[activation.First];
                if (isEnd || Standing.WaitsFor(in execution[execution.Length].Standing, in strike.Standing))
                {
                    if (EventSet.Has(needed, activation.First))
                    {
                        return false;
                    }

                    LeaveOut(activation.First);
                    changed = true;
                    continue;
                }

                changed |= LeaveOutWhatWaitsFor(activation.First);
            }
        }

        return true;
    }

    private bool LeaveOutWhatWaitsFor(int first)
    {
        var changed = false;
        for (var i = first + 1; i < execution.Length; i++)
        {
            if (IsExcluded(i) || !Standing.WaitsFor(in execution[i].Standing, in execution[first].Standing))
            {
                continue;
            }

            if (EventSet.Has(needed, i))
            {
                reordered = true;
            }
            else
            {
                LeaveOut(i);
                changed = true;
            }
        }

        return changed;
    }

    private void LeaveOut(int position)
    {
        for (var i = position; i < execution.Length; i++)
        {
            if (!IsExcluded(i) && (i == position || execution.HappensBefore(position, i)))
            {
                EventSet.Add(left, i);
                EventSet.Add(without, i);
            }
        }
    }

    /// <summary>Orders the events so that handlers nest; false when that is not possible.</summary>
    private bool Order()
    {
        placed.AsSpan().Clear();
        var remaining = 0;
        for (var i = 0; i < execution.Length; i++)
        {
            remaining += IsExcluded(i) ? 0 : 1;
        }

        while (remaining > 0)
        {
            var next = 0;
            while (next < execution.Length && !MayFollow(next))
            {
                next++;
            }

            if (next == execution.Length)
            {
                return false;
            }

            items.Add(next);
            EventSet.Add(placed, next);
            remaining--;
        }

        return true;
    }

    private bool MayFollow(int position)
    {
        if (IsExcluded(position) || EventSet.Has(placed, position))
        {
            return false;
        }

        var before = execution.Before(position);
        for (var word = 0; word < before.Length; word++)
        {
            if ((before[word] & ~placed[word]) != 0)
            {
                return false;
            }
        }

        ref readonly var record = ref execution[position];
        foreach (var activation in activations)
        {
            ref readonly var strike = ref execution[activation.First];
            var isPlaced = EventSet.Has(placed, activation.First);
            var returns = activation.Last >= 0 && !IsExcluded(activation.Last);
            if (isPlaced && !(returns && EventSet.Has(placed, activation.Last)) && Standing.WaitsFor(in record.Standing, in strike.Standing))
            {
                return false;
            }

            if (position == activation.First && !returns && SomethingWaits(in strike))
            {
                return false;
            }
        }

        return true;
    }

    private bool SomethingWaits(in EventRecord strike)
    {
        for (var i = 0; i < execution.Length; i++)
        {
            if (!IsExcluded(i) && !EventSet.Has(placed, i) && Standing.WaitsFor(in execution[i].Standing, in strike.Standing))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A handler from its strike to its return; <paramref name="Last"/> is -1 while it is active.</summary>
    internal readonly record struct Activation(int First, int Last, int Process);
}
