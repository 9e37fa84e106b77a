namespace Interleave.Exploration.Dpor;

/// <summary>Plans the other order of each race of an execution, unless it is explored already.</summary>
internal sealed class RacePlanner
{
    private readonly Execution execution;
    private readonly TraceExecutor executor;
    private readonly SleepSets sleep;
    private readonly WakeupTrees trees;
    private readonly HandlerFootprints handlers;
    private readonly TraceOptions options;
    private readonly Reversal reversal;
    private readonly Sequence sequence;
    private readonly List<int> inTheWay = [];
    private ulong[] covered = [];

    public RacePlanner(Execution execution, SleepSets sleep, WakeupTrees trees, HandlerFootprints handlers, TraceOptions options)
    {
        this.handlers = handlers;
        this.execution = execution;
        this.sleep = sleep;
        this.trees = trees;
        this.options = options;
        executor = execution.Executor;
        reversal = new Reversal(execution);
        sequence = new Sequence(execution, reversal, handlers);
    }

    /// <summary>Plans what the events from a position on call for.</summary>
    /// <param name="from">The first event that was not part of the execution before.</param>
    /// <param name="maximal">The execution went on to its end.</param>
    public void Plan(int from, bool maximal)
    {
        if (executor.HasHandlers)
        {
            reversal.FindActivations();
        }

        PlanSimpleRaces();
        for (var i = from; i < execution.Length; i++)
        {
            ref readonly var record = ref execution[i];
            if (IsSpecial(in record))
            {
                execution[execution.Length] = record;
                PlanFor(i, i, MoveKey.None);
            }
        }

        // What else a process could have done comes with other events each time.
        for (var i = 0; i < execution.Length; i++)
        {
            PlanAlternatives(i);
        }

        if (maximal)
        {
            NoteHandlersThatNeverReturn();
        }

        if (maximal && options.Fault != TraceFault.LostWakeUp)
        {
            PlanPending();
        }

        if (maximal && executor.HasHandlers)
        {
            PlanEnds();
            PlanHandlersThatNeverReturn();
        }
    }

    /// <summary>Plans that a handler strikes where the execution may end.</summary>
    public void PlanStrike(int prefix, int key)
    {
        if (sleep.SleepsSince(prefix, key) is var since and >= 0 && !MayHaveToFollow(MoveKey.Actor(key), since, prefix))
        {
            return;
        }

        for (var child = trees.First(prefix); child != 0; child = trees[child].Next)
        {
            if (trees[child].Key == key)
            {
                return;
            }
        }

        EventRecord record = default;
        executor.Peek(key, ref record);
        trees.Append(prefix, 0, in record);
    }

    /// <summary>Whether a handler whose strike fell asleep may have to come after an event since then.</summary>
    public bool MayHaveToFollow(int handler, int since, int length)
    {
        for (var i = since; i < length; i++)
        {
            if (!Standing.WaitsFor(in execution[i].Standing, in handlers.Strike(handler)))
            {
                continue;
            }

            for (var j = i; j < length; j++)
            {
                if ((j == i || execution.HappensBefore(i, j)) && handlers.MayDepend(handler, in execution[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a handler that struck while its strike was asleep could have come first.</summary>
    public bool StruckInVain()
    {
        for (var i = 0; i < execution.Length; i++)
        {
            if (execution[i].AsleepSince == 0)
            {
                continue;
            }

            var since = execution[i].AsleepSince - 1;
            reversal.Items.Clear();
            for (var position = since; position < execution.Length; position++)
            {
                reversal.Items.Add(position);
            }

            sequence.FindOrder(whole: true);
            if (sequence.IsFirst(i - since))
            {
                return true;
            }
        }

        return false;
    }

    private void NoteHandlersThatNeverReturn()
    {
        foreach (var activation in reversal.Activations)
        {
            if (activation.Last < 0)
            {
                handlers.AddStay(activation.Process);
            }
        }
    }

    /// <summary>Whether more than the events' order must be looked at.</summary>
    private bool IsSpecial(in EventRecord record) => record.Conditional || executor.HasHandlers;

    /// <summary>Races of which both events are always possible: those found when the second one was executed.</summary>
    private void PlanSimpleRaces()
    {
        if (executor.HasHandlers)
        {
            return;
        }

        var races = execution.Races;
        if (options.Reduction == TraceReduction.Source)
        {
            races.Sort();
        }

        foreach (var (first, second) in races)
        {
            ref readonly var record = ref execution[second];
            if (record.Conditional)
            {
                continue;
            }

            ref var y = ref execution[execution.Length];
            y = record;
            if (record.Compares)
            {
                reversal.EmptySet();
                reversal.Exclude(first);
                reversal.EnterState();
                executor.Peek(record.Key, ref y);
                executor.EndScratch();
            }

            reversal.Build(first);
            Insert(ends: false);
        }
    }

    /// <summary>
    /// Plans that y, which is at <see cref="Execution.Length"/>, comes before an event that it depends on: before the latest ones
    /// before which it is possible, which need not be the last that it depends on. A lock is not acquired again
    /// between its acquisition and its release, but it is before both.
    /// </summary>
    /// <param name="own">The events of y's process up to here come before y.</param>
    /// <param name="limit">Events from here on are not looked at.</param>
    /// <param name="neverReturns">y is the strike of a handler that does not return.</param>
    /// <param name="replaced">An event that y is an alternative to, so that it does not happen; <see cref="MoveKey.None"/>: none.</param>
    private void PlanFor(int own, int limit, int replaced, bool neverReturns = false)
    {
        var places = executor.Places(MoveKey.Actor(execution[execution.Length].Key));
        if (executor.HasHandlers && execution[execution.Length].Begins && !places)
        {
            executor.AddOtherPlaces(ref execution[execution.Length]);
        }

        var template = execution[execution.Length];
        var slots = execution.Stride;
        if (covered.Length != slots)
        {
            covered = new ulong[slots];
        }

        covered.AsSpan().Clear();
        inTheWay.Clear();
        for (var c = limit - 1; c >= 0; c--)
        {
            if (EventSet.Has(covered, c))
            {
                continue;
            }

            ref readonly var record = ref execution[c];
            var same = record.Process == template.Process;
            if (same && !places)
            {
                if (c < own)
                {
                    Cover(c);
                }

                continue;
            }

            if (!same && !Footprint.Conflict(in record.Footprint, in template.Footprint)
                && !(neverReturns && Standing.WaitsFor(in record.Standing, in template.Standing))
                && !(executor.HasHandlers && StaysInTheWay(c, in template)))
            {
                continue;
            }

            if (TryPlanBefore(c, in template, own, replaced, neverReturns, places, cumulative: false))
            {
                Cover(c);
            }
            else
            {
                if (executor.HasHandlers && executor.IsHandler(template.Process) && !template.Begins && Standing.WaitsFor(in record.Standing, in template.Standing))
                {
                    PlanWaitingFor(own);
                }

                // More than one thing may have to be undone before y is possible.
                if (inTheWay.Count > 0 && TryPlanBefore(c, in template, own, replaced, neverReturns, places, cumulative: true))
                {
                    Cover(c);
                }
                else
                {
                    inTheWay.Add(c);
                }
            }
        }
    }

    private bool TryPlanBefore(int c, in EventRecord template, int own, int replaced, bool neverReturns, bool places, bool cumulative)
    {
        reversal.EmptySet();
        if (replaced != MoveKey.None)
        {
            reversal.Exclude(replaced);
            if (reversal.IsExcluded(c))
            {
                return false;
            }
        }

        if (neverReturns)
        {
            reversal.Exclude(own);
        }

        foreach (var other in inTheWay)
        {
            if (cumulative)
            {
                reversal.Exclude(other);
            }
        }

        reversal.Exclude(c);
        execution[execution.Length] = template;
        return TryPlan(places ? 0 : own, template.Key);
    }

    /// <summary>Whether an event is the strike of a handler that never returns, and that y waits for.</summary>
    private bool StaysInTheWay(int c, in EventRecord y)
    {
        if (!execution[c].Begins || !Standing.WaitsFor(in y.Standing, in execution[c].Standing))
        {
            return false;
        }

        foreach (var activation in reversal.Activations)
        {
            if (activation.First == c)
            {
                return activation.Last < 0;
            }
        }

        return false;
    }

    private void Cover(int c)
    {
        EventSet.Add(covered, c);
        EventSet.Unite(covered, execution.Before(c));
    }

    /// <summary>Plans the sequence without the excluded events, if there is such an execution.</summary>
    private bool TryPlan(int own, int key)
    {
        if (!reversal.TryBuild(own, isEnd: false))
        {
            return false;
        }

        reversal.EnterState();
        var possible = executor.IsPossible(key);
        if (possible)
        {
            executor.Peek(key, ref execution[execution.Length]);
        }

        executor.EndScratch();
        if (possible)
        {
            reversal.AppendWhatWasLeftOut();
            Insert(ends: false);
        }

        return possible;
    }

    /// <summary>Plans that a handler strikes where it has to wait for something that waits for it to return.</summary>
    private void PlanWaitingFor(int own)
    {
        if (!reversal.TryBuild(own, isEnd: false))
        {
            return;
        }

        reversal.Items.RemoveAt(reversal.Items.Count - 1);
        if (reversal.Items.Count > 0)
        {
            handlers.AddStay(execution[execution.Length].Process);
            Insert(ends: false);
        }
    }

    /// <summary>What else the process could have done: other results of a choice, other processors to be placed on.</summary>
    private void PlanAlternatives(int position)
    {
        var key = execution[position].Key;
        var actor = MoveKey.Actor(key);
        if (executor.Places(actor))
        {
            for (var distance = 1; distance < executor.ProcessorCount; distance++)
            {
                PlanAlternative(position, MoveKey.Of(executor.OtherPlacement(actor, distance), 0));
            }

            return;
        }

        for (var choice = 0; choice < execution[position].Alternatives; choice++)
        {
            if (choice != MoveKey.Choice(key))
            {
                PlanAlternative(position, MoveKey.Of(actor, choice));
            }
        }
    }

    private void PlanAlternative(int position, int key)
    {
        reversal.EmptySet();
        reversal.Exclude(position);
        ref var y = ref execution[execution.Length];
        reversal.EnterState();
        executor.Describe(MoveKey.Actor(key), ref y);
        executor.EndScratch();
        y.Key = key;
        var template = y;
        if (!TryPlan(position, key))
        {
            execution[execution.Length] = template;
            PlanFor(position, execution.Length, position);
        }
    }

    /// <summary>What was not possible in the end may have been possible before something that happened.</summary>
    private void PlanPending()
    {
        for (var actor = 0; actor < executor.Actors; actor++)
        {
            if (!executor.IsPending(actor) || executor.Alternatives(actor) > 0)
            {
                continue;
            }

            executor.Describe(actor, ref execution[execution.Length]);
            PlanFor(execution.Length, execution.Length, MoveKey.None);
        }
    }

    /// <summary>The execution could have ended without the last handlers.</summary>
    private void PlanEnds()
    {
        if (covered.Length != execution.Stride)
        {
            covered = new ulong[execution.Stride];
        }

        covered.AsSpan().Clear();
        for (var i = reversal.Activations.Count - 1; i >= 0; i--)
        {
            var first = reversal.Activations[i].First;
            if (EventSet.Has(covered, first))
            {
                continue;
            }

            reversal.EmptySet();
            reversal.Exclude(first);
            execution[execution.Length] = new EventRecord { Key = MoveKey.End, Standing = new Standing { Process = -1, Thread = -1, Processor = -1 } };
            if (!reversal.TryBuild(0, isEnd: true))
            {
                continue;
            }

            reversal.EnterState();
            var ends = !executor.Progresses();
            executor.EndScratch();
            if (ends)
            {
                Cover(first);
                Insert(ends: true);
            }
        }
    }

    /// <summary>What waits for a handler that never returns could have been kept waiting earlier.</summary>
    private void PlanHandlersThatNeverReturn()
    {
        foreach (var activation in reversal.Activations)
        {
            if (activation.Last < 0)
            {
                execution[execution.Length] = execution[activation.First];
                PlanFor(activation.First, activation.First, MoveKey.None, neverReturns: true);
            }
        }
    }

    /// <summary>Adds the sequence to the wakeup tree of its prefix unless something that it can begin with sleeps there.</summary>
    private void Insert(bool ends)
    {
        var prefix = reversal.Prefix;
        sequence.Prefix = prefix;
        if (executor.HasHandlers)
        {
            sequence.FindOrder();
        }
        else
        {
            sequence.ForgetOrder();
        }

        if (options.Reduction == TraceReduction.Source)
        {
            InsertInitial(prefix);
            return;
        }

        if (ends && reversal.Items.Count == 1 && sleep.HasEnded(prefix))
        {
            return;
        }

        foreach (ref readonly var sleeper in sleep.After(prefix))
        {
            if (sequence.HasWeakInitial(in sleeper, ends, out _)
                && !(sleeper.Begins && MayHaveToFollow(sleeper.Standing.Process, sleeper.Since, prefix)))
            {
                return;
            }
        }

        if ((executor.HasHandlers || executor.ProcessorCount > 0) && prefix < execution.Length)
        {
            var current = new Sleeper { Key = execution[prefix].Key, Standing = execution[prefix].Standing, Footprint = execution[prefix].Footprint, Begins = execution[prefix].Begins };
            if (sequence.HasWeakInitial(in current, ends, out _))
            {
                return;
            }
        }

        InsertBelow(prefix, ends);
    }

    private void InsertBelow(int prefix, bool ends)
    {
        var node = 0;
        var child = trees.First(prefix);
        while (child != 0)
        {
            ref readonly var branch = ref trees[child];
            var move = new Sleeper { Key = branch.Key, Standing = branch.Standing, Footprint = branch.Footprint, Begins = branch.Begins };
            if (branch.Key == MoveKey.End && ends && reversal.Items.Count == 1)
            {
                return;
            }

            if (branch.Key == MoveKey.End || !sequence.HasWeakInitial(in move, ends, out var at))
            {
                child = branch.Next;
                continue;
            }

            // The branch explores what begins like it; a leaf explores everything.
            if (at < 0 || sequence.IsLast(at) || branch.Child == 0)
            {
                return;
            }

            sequence.Remove(at);
            node = child;
            child = branch.Child;
        }

        foreach (var item in reversal.Items)
        {
            node = trees.Append(prefix, node, in execution[item]);
        }
    }

    /// <summary>With source sets only: some first move of the sequence has to be explored.</summary>
    private void InsertInitial(int prefix)
    {
        var chosen = -1;
        var items = reversal.Items;
        for (var i = 0; i < items.Count; i++)
        {
            ref readonly var record = ref execution[items[i]];
            var initial = true;
            for (var j = 0; j < i && initial; j++)
            {
                ref readonly var other = ref execution[items[j]];
                initial = other.Process != record.Process && !Footprint.Conflict(in other.Footprint, in record.Footprint);
            }

            if (!initial)
            {
                continue;
            }

            chosen = items[i];
            if (sleep.Contains(prefix, record.Key))
            {
                return;
            }

            for (var child = trees.First(prefix); child != 0; child = trees[child].Next)
            {
                if (trees[child].Key == record.Key)
                {
                    return;
                }
            }
        }

        trees.Append(prefix, 0, in execution[chosen]);
    }
}
