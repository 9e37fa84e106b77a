namespace Interleave.Tests.Generated;

/// <summary>What the moves of a generated program access.</summary>
internal sealed partial class World
{
    /// <summary>The words of memory, where each thread is placed, who is placed on each processor, and what the monitors
    /// remember.</summary>
    public const int AccessedWords = MonitorWord + 1;

    private const int MaxContexts = 8;
    private const int PlaceWord = Words.Count;
    private const int OccupantWord = PlaceWord + MaxContexts;
    private const int MonitorWord = OccupantWord + 2;

    private bool emitted;

    /// <summary>Makes a move like <see cref="Apply(Turn)"/>, and says what it accesses. What nests is no access: a context does
    /// not access what would have kept it waiting for a handler.</summary>
    public List<string> Apply(Turn move, List<(int Word, bool Writes)> accesses)
    {
        var i = move.Context;
        var context = spec.Contexts[i];
        accesses.Clear();
        if (move.Place >= 0)
        {
            accesses.Add((Words.Runnable + i, false));
            accesses.Add((PlaceWord + i, true));
            accesses.Add((OccupantWord + move.Place, true));
            return Apply(move);
        }

        var processor = ProcessorOf(i);
        if (context.Kind is ContextKind.Thread or ContextKind.ThreadHandler)
        {
            accesses.Add((PlaceWord + ThreadOf(i), false));
        }

        if (move.Strikes)
        {
            accesses.Add((context.Budget, true));
            if (context.Maskable || context.MaskedFrom != uint.MaxValue || everybodyIsMasked)
            {
                accesses.Add((Words.Mask + processor, false));
            }

            if (context.Kind == ContextKind.Handler && spec.MayHaveThreads(processor))
            {
                accesses.Add((OccupantWord + processor, false));
            }
        }

        AddAccesses(i, standings[i].Next!, move, accesses);
        emitted = false;
        var violations = Apply(move);
        if (emitted || violations.Contains("no-exception"))
        {
            accesses.Add((MonitorWord, true));
        }

        if (context.Kind == ContextKind.Thread && processor >= 0 && places[i] < 0)
        {
            accesses.Add((PlaceWord + i, true));
            accesses.Add((OccupantWord + processor, true));
        }

        return violations;
    }

    private int ThreadOf(int i) => spec.Contexts[i].Kind == ContextKind.Thread ? i : spec.Contexts[i].Thread;

    private void AddAccesses(int i, Operate operate, Turn move, List<(int Word, bool Writes)> accesses)
    {
        switch (operate.Access)
        {
            case Access.Pass or Access.ProcessorIndex or Access.Choose:
                return;
            case Access.ChooseWithBudget:
                if (move.Choice > 0)
                {
                    accesses.Add((operate.Word, true));
                }

                return;
            case Access.Leave:
                accesses.Add((PlaceWord + ThreadOf(i), true));
                accesses.Add((OccupantWord + ProcessorOf(i), true));
                accesses.Add((Words.Runnable + ThreadOf(i), true));
                return;
            case Access.WideRead or Access.WideWrite or Access.WideFetchAdd:
                accesses.Add((Words.Low, operate.Access != Access.WideRead));
                accesses.Add((Words.High, operate.Access != Access.WideRead));
                return;
        }

        var address = Address(i, operate);
        var writes = operate.Access switch
        {
            Access.Read or Access.WaitUntil or Access.WaitWhile => false,
            Access.CompareExchange => memory[address] == operate.Comparand,
            _ => move.Executes,
        };
        accesses.Add((address, writes));
        if (operate.Word == Words.Freeable && move.Executes)
        {
            accesses.Add((Words.Freed, false));
        }
    }
}
