using Interleave.Automata;

namespace Interleave.Exploration.Dpor;

/// <summary>Finds what else an execution calls for: the other order of each race, other results of choices, and what could have
/// happened instead of waiting.</summary>
internal sealed class RacePlanner
{
    private readonly Execution execution;
    private readonly TraceExecutor executor;
    private readonly TraceOptions options;
    private readonly Reversal reversal;
    private readonly WakeupPlan plan;
    private readonly EnablingSearch enabling;
    private (int First, int Second)[] sorted = [];

    public RacePlanner(Execution execution, WakeupPlan plan, ArrivalRule arrivals, TraceOptions options)
    {
        this.execution = execution;
        this.plan = plan;
        this.options = options;
        executor = execution.Executor;
        reversal = new Reversal(execution);
        enabling = new EnablingSearch(execution, reversal, plan, arrivals);
    }

    /// <summary>Plan the races of an execution each time something else comes after them, since that may come before the other
    /// order too; otherwise only once. The second is enough, and faster, where no event is conditional.</summary>
    public required bool AllRaces { get; init; }

    /// <summary>Whether an event was conditional although that was not expected.</summary>
    public bool MissesRaces { get; private set; }

    /// <summary>Plans what the execution calls for, which was not cut off.</summary>
    public void Plan()
    {
        PlanRaces();
        if (!AllRaces)
        {
            execution.ForgetRaces();
        }

        for (var i = 0; i < execution.Length; i++)
        {
            // What else a process could have done comes with other events each time.
            PlanAlternatives(i);
        }

        if (options.Fault != TraceFault.LostWakeUp)
        {
            PlanPending();
        }
    }

    private void PlanRaces()
    {
        var races = execution.Races;
        if (options.Reduction == TraceReduction.Source)
        {
            races = sorted = races.ToArray();
            Array.Sort(sorted);
        }

        foreach (var (first, second) in races)
        {
            ref readonly var record = ref execution[second];
            if (record.Conditional)
            {
                MissesRaces |= !AllRaces;
                if (executor.MayBeMoved(MoveKey.Actor(record.Key)))
                {
                    Describe(second, record.Key);
                }
                else
                {
                    execution[execution.Length] = record;
                }

                enabling.Begin(PreviousOf(second));
                enabling.Exclude(first);
                enabling.Run();
            }
            else
            {
                PlanSimple(first, in record);
            }
        }
    }

    /// <summary>A race whose second event was possible before the first one.</summary>
    private void PlanSimple(int first, in EventRecord record)
    {
        ref var y = ref execution[execution.Length];
        y = record;
        if (record.Compares)
        {
            reversal.Clear();
            reversal.Exclude(first);
            reversal.EnterState();
            executor.Peek(record.Key, ref y);
            executor.EndScratch();
        }

        reversal.Build(first);
        plan.Insert(reversal, isRace: true);
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

    /// <summary>Whether a thread has not finished, or not on a processor.</summary>
    private bool MightHaveBeenPlaced(int actor) =>
        executor.ThreadPlacedBy(actor) is var thread
        && (executor.LocalOf(thread) != LocalAutomata.Finished || (execution.LastOf(thread) is var last and >= 0 && execution[last].Processor < 0));

    /// <summary>The event of its process that an event must come after. A placement may come before another one.</summary>
    private int PreviousOf(int position) => executor.Places(MoveKey.Actor(execution[position].Key)) ? -1 : execution.PreviousOf(position);

    private void PlanAlternative(int position, int key)
    {
        Describe(position, key);
        enabling.Begin(PreviousOf(position));
        enabling.Exclude(position);
        enabling.Run();
    }

    /// <summary>Describes a move where an event happened instead.</summary>
    private void Describe(int position, int key)
    {
        reversal.Clear();
        reversal.Exclude(position);
        reversal.EnterState();
        executor.Describe(key, ref execution[execution.Length]);
        executor.EndScratch();
    }

    /// <summary>What was not possible in the end may have been possible before something that happened.</summary>
    private void PlanPending()
    {
        for (var actor = 0; actor < executor.Actors; actor++)
        {
            if (!executor.IsPending(actor) || (executor.Places(actor) && !MightHaveBeenPlaced(actor)))
            {
                continue;
            }

            executor.Describe(MoveKey.Of(actor, 0), ref execution[execution.Length]);
            enabling.Begin(executor.Places(actor) ? -1 : execution.LastOf(actor));
            enabling.Run();
        }
    }
}
