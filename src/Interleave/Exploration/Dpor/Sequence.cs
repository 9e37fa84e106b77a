namespace Interleave.Exploration.Dpor;

/// <summary>
/// Which moves a sequence of events can begin with: a move is a weak initial of the sequence when it comes first in some
/// equivalent one, or could have come first without mattering to it.
/// </summary>
/// <remarks>Where there are handlers, an event that must come after some step of a handler must come after all of it, and
/// so with before; a handler's strike can come first only if nothing that waits for the handler must come before it.</remarks>
internal sealed class Sequence(Execution execution, Reversal reversal, HandlerFootprints handlers)
{
    private ulong[] before = [];
    private int stride;
    private bool isWhole;

    /// <summary>The positions of the sequence's events.</summary>
    private List<int> Items => reversal.Items;

    /// <summary>Forms the order of the items, where handlers matter.</summary>
    /// <param name="whole">The items are an execution to its end, so that a handler that has not returned never will.</param>
    public void FindOrder(bool whole = false)
    {
        isWhole = whole;
        var count = Items.Count;
        stride = (count + 63) / 64;
        if (before.Length < count * stride)
        {
            before = new ulong[count * stride * 2];
        }

        before.AsSpan(0, count * stride).Clear();
        for (var i = 0; i < count; i++)
        {
            for (var j = i - 1; j >= 0; j--)
            {
                if (!EventSet.Has(Before(i), j) && Dependent(Items[j], Items[i]))
                {
                    Follow(i, j);
                }
            }
        }

        for (var changed = true; changed;)
        {
            changed = false;
            for (var first = 0; first < count; first++)
            {
                if (execution[Items[first]].Begins)
                {
                    changed |= CloseAround(first);
                }
            }

            for (var i = 0; changed && i < count; i++)
            {
                for (var j = i - 1; j >= 0; j--)
                {
                    if (EventSet.Has(Before(i), j))
                    {
                        EventSet.Unite(Before(i), Before(j));
                    }
                }
            }
        }
    }

    /// <summary>Whether a move is a weak initial of the items.</summary>
    /// <param name="move">The move, with what it accesses when it comes first.</param>
    /// <param name="ends">The sequence is a whole execution, so that nothing more happens in it.</param>
    /// <param name="at">Where the move is among the items, or -1.</param>
    public bool HasWeakInitial(in Sleeper move, bool ends, out int at)
    {
        at = -1;
        for (var i = 0; i < Items.Count; i++)
        {
            ref readonly var record = ref execution[Items[i]];
            if (record.Key == MoveKey.End)
            {
                continue;
            }

            if (record.Process == move.Standing.Process)
            {
                at = i;
                return record.Key == move.Key && (stride == 0 || (IsFirst(i) && !(move.Begins && MustFollow(in move, i))));
            }

            if (Footprint.Conflict(in record.Footprint, in move.Footprint))
            {
                return false;
            }
        }

        // A handler that need not strike may be missing from the execution altogether. What waits for a handler that does
        // not return never happens.
        return !ends
            && !(move.Begins && (!handlers.MustStrike(move.Standing.Process) || MustFollow(in move, Items.Count)))
            && !(stride > 0 && (MayWaitForever(in move.Standing) || reversal.IsDependentOnWhatIsLeftOut(in move)));
    }

    /// <summary>The number of events that the sequence comes after.</summary>
    public int Prefix { get; set; }

    /// <summary>Whether no item happens before an item.</summary>
    public bool IsFirst(int item) => Before(item).IndexOfAnyExcept(0UL) < 0;

    /// <summary>Whether something waits, after the sequence, for a handler that may never return.</summary>
    private bool MayWaitForever(in Standing standing)
    {
        foreach (var handler in handlers.All)
        {
            if (Standing.WaitsFor(in standing, in handlers.Strike(handler)) && IsActiveAfter(handler) && handlers.MayStay(handler))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsActiveAfter(int handler)
    {
        for (var i = Items.Count - 1; i >= 0; i--)
        {
            ref readonly var record = ref execution[Items[i]];
            if (record.Key != MoveKey.End && record.Process == handler)
            {
                return !record.Returns;
            }
        }

        for (var i = Prefix - 1; i >= 0; i--)
        {
            ref readonly var record = ref execution[i];
            if (record.Process == handler)
            {
                return !record.Returns;
            }
        }

        return false;
    }

    /// <summary>Whether a handler that has not struck in the sequence may have to come after something that waits for it.</summary>
    private bool MustFollow(in Sleeper strike, int end)
    {
        for (var i = 0; i < end; i++)
        {
            ref readonly var record = ref execution[Items[i]];
            if (record.Key == MoveKey.End || !Standing.WaitsFor(in record.Standing, in handlers.Strike(strike.Standing.Process)))
            {
                continue;
            }

            for (var j = i; j < Items.Count; j++)
            {
                ref readonly var later = ref execution[Items[j]];
                if (later.Key != MoveKey.End && (j == i || EventSet.Has(Before(j), i)) && handlers.MayDepend(strike.Standing.Process, in later))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the sequence would be empty without an item.</summary>
    public bool IsLast(int at) => Items.Count == 1 && at == 0;

    /// <summary>Takes an item out.</summary>
    public void Remove(int at)
    {
        Items.RemoveAt(at);
        if (stride > 0)
        {
            FindOrder();
        }
    }

    /// <summary>From here on only conflicts matter.</summary>
    public void ForgetOrder() => stride = 0;

    private bool Dependent(int first, int second)
    {
        ref readonly var one = ref execution[first];
        ref readonly var other = ref execution[second];
        return one.Key == MoveKey.End || other.Key == MoveKey.End || one.Process == other.Process || Footprint.Conflict(in one.Footprint, in other.Footprint);
    }

    private Span<ulong> Before(int item) => before.AsSpan(item * stride, stride);

    private bool Follow(int item, int predecessor)
    {
        if (EventSet.Has(Before(item), predecessor))
        {
            return false;
        }

        EventSet.Add(Before(item), predecessor);
        EventSet.Unite(Before(item), Before(predecessor));
        return true;
    }

    /// <summary>What waits for a handler is before all of it or after all of it.</summary>
    private bool CloseAround(int first)
    {
        ref readonly var strike = ref execution[Items[first]];
        var last = first;
        var changed = false;
        for (var i = first + 1; i < Items.Count; i++)
        {
            ref readonly var record = ref execution[Items[i]];
            if (record.Process != strike.Process)
            {
                continue;
            }

            if (record.Begins)
            {
                break;
            }

            last = i;
        }

        var stays = isWhole && !execution[Items[last]].Returns;
        for (var i = 0; i < Items.Count; i++)
        {
            ref readonly var record = ref execution[Items[i]];
            if (record.Key == MoveKey.End || !Standing.WaitsFor(in record.Standing, in strike.Standing))
            {
                continue;
            }

            if (stays && i < first)
            {
                changed |= Follow(first, i);
            }

            for (var own = first; own <= last; own++)
            {
                if (execution[Items[own]].Process != strike.Process)
                {
                    continue;
                }

                if (i < own && EventSet.Has(Before(own), i))
                {
                    changed |= i < first && Follow(first, i);
                }
                else if (i > own && EventSet.Has(Before(i), own))
                {
                    changed |= i > last && Follow(i, last);
                }
            }
        }

        return changed;
    }
}
