namespace Interleave.Exploration.Dpor;

/// <summary>
/// Where handlers may strike when executions of each class are sought: where nothing tells an earlier strike from a later one,
/// only at the earlier one. A handler may not strike after events on its processor that have nothing to do with it if it
/// could have struck before them, above them; handlers of one level then come in the order of their numbers.
/// </summary>
/// <remarks>
/// Have nothing to do: no word that they access can carry anything to the handler's block, also not through other processes
/// while the handler is active; handlers that may strike on top of it count as part of it. Then what was moved behind the whole
/// block, with what follows from it elsewhere, makes an equivalent execution. Each such exchange brings an event
/// of a higher level, or of a handler with a lower number, forward, so there is a last one, and that one is explored.
/// A handler that may wait for ever is not moved: what it interrupts might then never happen.
/// </remarks>
internal sealed class ArrivalRule
{
    private readonly Execution execution;
    private readonly TraceExecutor executor;
    private readonly ProcessAccesses accesses;
    private readonly Footprint?[,] related;
    private readonly uint[] processorsOf;

    public ArrivalRule(Execution execution, ProcessAccesses accesses)
    {
        this.execution = execution;
        this.accesses = accesses;
        executor = execution.Executor;
        var processes = executor.Model.Processes;
        related = new Footprint?[executor.HasHandlers ? processes.Count : 0, processes.Count];
        processorsOf = [.. processes.Select(ProcessorsOf)];
    }

    /// <summary>Whether a move is no strike of a handler that had to come earlier.</summary>
    /// <param name="key">The move.</param>
    /// <param name="reversal">It would come after the events that are not excluded here; null: after all.</param>
    public bool Allows(int key, Reversal? reversal = null)
    {
        var actor = MoveKey.Actor(key);
        return !executor.HasHandlers || executor.Places(actor) || executor.Row(actor).Kind != ProcessKind.Handler
            || IsActive(actor, reversal) || MayStrike(actor, reversal);
    }

    private bool IsActive(int handler, Reversal? reversal)
    {
        for (var i = execution.Length - 1; i >= 0; i--)
        {
            if (execution[i].Process == handler && reversal?.IsExcluded(i) != true)
            {
                return !execution[i].Returns;
            }
        }

        return false;
    }

    private bool MayStrike(int handler, Reversal? reversal)
    {
        if (MayStay(handler))
        {
            return true;
        }

        ref readonly var row = ref executor.Row(handler);
        var activeAbove = 0UL;
        for (var i = execution.Length - 1; i >= 0; i--)
        {
            ref readonly var record = ref execution[i];
            if (record.Processor != row.Processor || reversal?.IsExcluded(i) == true)
            {
                continue;
            }

            if (Footprint.Conflict(record.Footprint - executor.Nesting, Related(handler, record.Move.Process)))
            {
                return true;
            }

            if (record.Level >= row.Level)
            {
                activeAbove |= record.Returns ? 1UL << record.Level : 0;
                activeAbove &= record.Begins ? ~(1UL << record.Level) : ulong.MaxValue;
            }

            if (activeAbove == 0 && (record.Level < row.Level || (record.Level == row.Level && record.Process > handler)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a handler, or one on top of it, may wait for ever.</summary>
    private bool MayStay(int handler)
    {
        foreach (var other in executor.Model.Processes)
        {
            if (IsPartOf(other, handler) && accesses.Waits(other.Index))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a process is the handler or can strike on top of it.</summary>
    private bool IsPartOf(Process other, int handler)
    {
        ref readonly var row = ref executor.Row(handler);
        return other.Index == handler || (other.Kind == ProcessKind.Handler && other.Processor!.Index == row.Processor && executor.Row(other.Index).Level > row.Level);
    }

    /// <summary>What events of a process must not access to have nothing to do with a handler's block.</summary>
    private Footprint Related(int handler, int interrupted)
    {
        var known = related[handler, interrupted] ??= FindRelated(handler, interrupted);
        return known;
    }

    private Footprint FindRelated(int handler, int interrupted)
    {
        Footprint all = default;
        foreach (var process in executor.Model.Processes)
        {
            if (IsPartOf(process, handler))
            {
                all |= accesses.Of(process.Index);
            }
        }

        // Who is placed on this processor does not change elsewhere.
        var here = executor.Row(handler).Processor;
        var own = executor.OccupantOf(here);
        var beyond = all - own;
        var processors = 0U;
        var added = new bool[executor.Model.Processes.Count];
        for (var changed = true; changed;)
        {
            changed = false;
            for (var other = 0; other < added.Length; other++)
            {
                if (added[other] || !RunsElsewhere(other, here, interrupted))
                {
                    continue;
                }

                var elsewhere = processorsOf[other] & ~(1U << here);
                if (Footprint.Conflict(in beyond, accesses.Of(other) - own) || (elsewhere & processors) != 0)
                {
                    beyond |= accesses.Of(other) - own;
                    processors |= elsewhere;
                    added[other] = changed = true;
                }
            }
        }

        return all | beyond;
    }

    /// <summary>Whether a process can step while a handler interrupts another process.</summary>
    private bool RunsElsewhere(int other, int here, int interrupted) =>
        other != interrupted
        && processorsOf[other] != 1U << here
        && (executor.ThreadOf[other] < 0 || executor.ThreadOf[other] != executor.ThreadOf[interrupted]);

    private uint ProcessorsOf(Process process) => process switch
    {
        ProcessThread thread => ProcessorsOf(thread),
        Handler { Thread: { } thread } => ProcessorsOf(thread),
        _ => process.Processor is { } processor ? 1U << processor.Index : 0,
    };

    /// <summary>Where a thread begins it need not be allowed to come back to.</summary>
    private uint ProcessorsOf(ProcessThread thread) => thread.Allowed | (1U << (int)executor.Initial[thread.Place.Word] >> 1);
}
