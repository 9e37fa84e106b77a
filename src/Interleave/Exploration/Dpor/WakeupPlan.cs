namespace Interleave.Exploration.Dpor;

/// <summary>
/// Adds sequences to the wakeup trees, unless something that they can begin with is explored already. A move is a weak
/// initial of a sequence when it comes first in some equivalent one, or could have come first without mattering to it.
/// </summary>
internal sealed class WakeupPlan(Execution execution, SleepSets sleep, WakeupTrees trees, TraceOptions options)
{
    /// <summary>Plans a sequence after the prefix that it shares with the execution.</summary>
    /// <param name="reversal">The sequence.</param>
    /// <param name="isRace">The last event of the sequence depends on the next one of the execution, which therefore is no
    /// weak initial.</param>
    public void Insert(Reversal reversal, bool isRace)
    {
        var (prefix, items) = (reversal.Prefix, reversal.Items);
        if (options.Reduction == TraceReduction.Source)
        {
            InsertInitial(prefix, items);
            return;
        }

        foreach (ref readonly var sleeper in sleep.After(prefix))
        {
            if (HasWeakInitial(items, in sleeper.Move, out _))
            {
                return;
            }
        }

        if (!isRace && prefix < execution.Length && HasWeakInitial(items, Transition.Of(in execution[prefix]), out _))
        {
            return;
        }

        InsertBelow(prefix, items);
    }

    /// <param name="items">The sequence, as positions of events.</param>
    /// <param name="move">The move.</param>
    /// <param name="at">Where the move is among the items, or -1.</param>
    private bool HasWeakInitial(List<int> items, in Transition move, out int at)
    {
        for (var i = 0; i < items.Count; i++)
        {
            ref readonly var record = ref execution[items[i]];
            if (move.DependsOn(in record))
            {
                at = i;
                return record.Key == move.Key;
            }
        }

        at = -1;
        return true;
    }

    private void InsertBelow(int prefix, List<int> items)
    {
        var node = 0;
        var child = trees.First(prefix);
        while (child != 0)
        {
            ref readonly var branch = ref trees[child];
            if (!HasWeakInitial(items, in branch.Move, out var at))
            {
                child = branch.Next;
                continue;
            }

            // The branch explores what begins like it; a leaf explores everything.
            if (branch.Child == 0 || (items.Count == 1 && at == 0))
            {
                return;
            }

            if (at >= 0)
            {
                items.RemoveAt(at);
            }

            node = child;
            child = branch.Child;
        }

        foreach (var item in items)
        {
            node = trees.Append(prefix, node, in execution[item]);
        }
    }

    /// <summary>With source sets only: some first move of the sequence has to be explored.</summary>
    private void InsertInitial(int prefix, List<int> items)
    {
        var chosen = -1;
        for (var i = 0; i < items.Count; i++)
        {
            ref readonly var record = ref execution[items[i]];
            var move = Transition.Of(in record);
            var initial = true;
            for (var j = 0; j < i && initial; j++)
            {
                initial = !move.DependsOn(in execution[items[j]]);
            }

            if (!initial)
            {
                continue;
            }

            chosen = items[i];
            if (sleep.Contains(prefix, record.Key) || (prefix < execution.Length && execution[prefix].Key == record.Key))
            {
                return;
            }

            for (var child = trees.First(prefix); child != 0; child = trees[child].Next)
            {
                if (trees[child].Move.Key == record.Key)
                {
                    return;
                }
            }
        }

        trees.Append(prefix, 0, in execution[chosen]);
    }
}
