namespace Interleave.Exploration.Dpor;

/// <summary>
/// Where an execution may end: after all of it, and without some of the last handlers, which the environment need not have
/// sent. An execution that ends differently from others by strikes that are missing is part of one that has them.
/// </summary>
internal sealed class Endings(Execution execution, ClassNames names)
{
    private readonly TraceExecutor executor = execution.Executor;
    private readonly Reversal part = new(execution);
    private readonly HashSet<UInt128> tried = [];
    private readonly List<int> strikes = [];

    /// <summary>Visits the parts of the execution that end, of classes that have not been met before. The executor is in
    /// the state of their end then.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Visit(Action<Reversal> visit)
    {
        tried.Clear();
        strikes.Clear();
        for (var i = execution.Length - 1; i >= 0; i--)
        {
            if (execution[i].Begins && executor.Row(execution[i].Process) is { MustStrike: false, Urgent: false })
            {
                strikes.Add(i);
            }
        }

        return VisitWithout(new ulong[execution.Stride], visit);
    }

    private bool VisitWithout(ulong[] without, Action<Reversal> visit)
    {
        part.Load(without);
        UInt128 name = 0;
        for (var i = 0; i < execution.Length; i++)
        {
            name += part.IsExcluded(i) ? 0 : names[i];
        }

        if (!tried.Add(name))
        {
            return false;
        }

        part.EnterState();
        var isNew = !executor.Progresses() && names.Add(name);
        if (isNew)
        {
            visit(part);
        }

        executor.EndScratch();
        foreach (var strike in strikes)
        {
            if (!EventSet.Has(without, strike))
            {
                var less = (ulong[])without.Clone();
                execution.AddWithSuccessors(less, strike);
                isNew |= VisitWithout(less, visit);
            }
        }

        return isNew;
    }
}
