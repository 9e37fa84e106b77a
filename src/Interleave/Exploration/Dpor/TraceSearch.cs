using System.Diagnostics;

namespace Interleave.Exploration.Dpor;

/// <summary>
/// Dynamic partial-order reduction: runs one execution after the other, looks for races in each, and plans the other order
/// of every race that has not been explored. Optimal (Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation
/// for Optimal Dynamic Partial Order Reduction", JACM 64(4), 2017), or with source sets only. It remembers the current
/// execution and what is planned from its prefixes; where there are handlers, also the names of the classes met.
/// </summary>
/// <remarks>
/// With handlers, all events on a processor depend on each other for the search, since what is active decides what is
/// possible: so each order that it explores is one that nests. That tells executions apart that are equivalent
/// when a handler's block moves as a whole. <see cref="ArrivalRule"/> leaves out most of those, <see cref="ClassNames"/> finds
/// the rest, which count as redundant.
/// </remarks>
internal sealed class TraceSearch
{
    private const int CheckEvery = 1 << 10;

    private readonly TraceExecutor executor;
    private readonly Execution execution;
    private readonly SleepSets sleep;
    private readonly WakeupTrees trees = new();
    private readonly RacePlanner planner;
    private readonly ProcessAccesses accesses;
    private readonly ArrivalRule arrivals;
    private readonly ClassNames names;
    private readonly Endings endings;
    private readonly PreemptionCount? preemptions;
    private readonly Func<List<Move>> moves;
    private readonly TraceOptions options;
    private readonly Stopwatch clock;
    private readonly bool everybodyMasked;
    private readonly Dictionary<ulong, IReadOnlyList<Move>> witnesses = [];
    private ulong violations;
    private long executions;
    private long blocked;
    private long redundant;
    private long steps;
    private int depth;
    private string? stoppedBy;

    private TraceSearch(TraceExecutor executor, ProcessAccesses accesses, TraceOptions options, Stopwatch clock, bool allRaces)
    {
        this.executor = executor;
        this.accesses = accesses;
        this.options = options;
        this.clock = clock;
        everybodyMasked = executor.MasksEverybody;
        moves = Moves;
        execution = new Execution(executor);
        sleep = new SleepSets { WakesLate = options.Fault == TraceFault.LateWakeUp };
        arrivals = new ArrivalRule(execution, accesses);
        planner = new RacePlanner(execution, new WakeupPlan(execution, sleep, trees, options), arrivals, options) { AllRaces = allRaces };
        names = new ClassNames(execution);
        endings = new Endings(execution, names);
        preemptions = options.CountPreemptions ? new PreemptionCount(execution, executor.Model.Processes.Count) : null;
    }

    /// <summary>Explores a model. When it turns out that a process does more than was known when that mattered, the search
    /// begins anew, so that the last pass relied on nothing that was not so.</summary>
    public static TraceResult Run(Model model, TraceOptions options)
    {
        var machine = new TraceExecutor(model, options.WatchMonitors) { ForgetsEqualWrites = options.Fault == TraceFault.SmallFootprint };
        if (options.Reduction == TraceReduction.Source && (machine.HasHandlers || model.Threads.Count > 0))
        {
            throw new ModelException("source sets without wakeup trees are for models without handlers and threads; use the optimal reduction");
        }

        if (options.CountPreemptions && (machine.HasHandlers || model.Threads.Count > 0))
        {
            throw new ModelException("preemptions are counted in models without handlers and threads");
        }

        var watch = Stopwatch.StartNew();
        var known = new ProcessAccesses(machine);
        var allRaces = false;
        while (true)
        {
            known.BeginPass();
            var search = new TraceSearch(machine, known, options, watch, allRaces);
            search.Run();
            if (!search.MustBeginAnew || search.stoppedBy is not null)
            {
                return search.Summarise();
            }

            allRaces |= search.planner.MissesRaces;
            machine.Undo(0);
            if (machine.MasksEverybody != search.everybodyMasked)
            {
                known = new ProcessAccesses(machine);
            }

            options.Restarted?.Invoke();
        }
    }

    /// <summary>Something turned out that the search had not expected.</summary>
    private bool MustBeginAnew => accesses.Grown || planner.MissesRaces || executor.MasksEverybody != everybodyMasked;

    private enum End
    {
        Maximal,
        Redundant,
        Cut,
    }

    private void Run()
    {
        Report(executor.InitialViolations, moves);
        do
        {
            var end = RunToEnd();
            depth = Math.Max(depth, execution.Length);
            if (end == End.Maximal)
            {
                Count();
            }
            else if (end == End.Redundant)
            {
                redundant++;
            }

            CheckLimits();
            if (end != End.Cut)
            {
                planner.Plan();
            }

        }
        while (stoppedBy is null && !MustBeginAnew && GoBack());
    }

    private End RunToEnd()
    {
        while (true)
        {
            var prefix = execution.Length;
            if (prefix >= options.MaxSteps)
            {
                stoppedBy = "--max-steps";
                return End.Cut;
            }

            if (trees.First(prefix) is var planned and not 0)
            {
                var key = trees[planned].Move.Key;
                if (!executor.IsPossible(key) || !arrivals.Allows(key))
                {
                    throw new InvalidOperationException($"planned move {key} is not possible after {prefix} steps: {string.Join(' ', Moves())}");
                }

                Step(trees.Descend(prefix));
                continue;
            }

            switch (Choose(prefix))
            {
                case MoveKey.End:
                    return End.Maximal;
                case MoveKey.None:
                    return End.Redundant;
                case var key:
                    Step(key);
                    trees.Clear(execution.Length);
                    break;
            }
        }
    }

    private void Step(int key)
    {
        var prefix = execution.Length;
        ref var record = ref execution.Push(key);
        sleep.Extend(prefix, in record);
        if (executor.HasHandlers)
        {
            accesses.Add(in record);
            names.Push();
        }

        steps++;
        if ((record.Violations & ~violations) != 0)
        {
            Report(record.Violations, moves);
        }
    }

    /// <summary>The next move where nothing is planned: of those that are not left to the environment if there are any.</summary>
    private int Choose(int prefix)
    {
        var asleep = false;
        var strike = MoveKey.None;
        for (var actor = 0; actor < executor.Actors; actor++)
        {
            var idle = executor.HasHandlers && executor.IsIdleHandler(actor);
            if (idle && strike != MoveKey.None)
            {
                continue;
            }

            var alternatives = executor.Alternatives(actor);
            for (var choice = 0; choice < alternatives; choice++)
            {
                var key = MoveKey.Of(actor, choice);
                if (sleep.Contains(prefix, key))
                {
                    asleep = true;
                }
                else if (!idle)
                {
                    return key;
                }
                else if (arrivals.Allows(key))
                {
                    strike = key;
                    break;
                }
            }
        }

        return strike != MoveKey.None ? strike : asleep ? MoveKey.None : MoveKey.End;
    }

    /// <summary>Counts an execution to which nothing can be added.</summary>
    private void Count()
    {
        if (executor.HasHandlers)
        {
            redundant += endings.Visit(CountPart) ? 0 : 1;
            return;
        }

        CountEnd(moves);
        if (preemptions is not null && executor.AllFinished())
        {
            preemptions.Add();
        }
    }

    private void CountPart(Reversal part) => CountEnd(() => [.. Moves().Where((_, position) => !part.IsExcluded(position))]);

    private void CountEnd(Func<List<Move>> path)
    {
        var finished = executor.AllFinished();
        executions += finished ? 1 : 0;
        blocked += finished ? 0 : 1;
        Report(finished ? executor.AtEnd() : Invariants.Deadlock, path);
        options.Ended?.Invoke(executor.State.ToArray());
        options.Executed?.Invoke(path());
    }

    private void CheckLimits()
    {
        var all = executions + blocked + redundant;
        if (options.MaxExecutions is { } limit && all >= limit)
        {
            stoppedBy ??= "--max-executions";
        }

        if ((all & (CheckEvery - 1)) != 0)
        {
            return;
        }

        if (options.Cancellation.IsCancellationRequested)
        {
            stoppedBy ??= "interruption";
        }
        else if (options.TimeLimit is { } time && clock.Elapsed > time)
        {
            stoppedBy ??= "--time-limit";
        }
    }

    /// <summary>Takes events back up to a prefix from which something is planned.</summary>
    private bool GoBack()
    {
        while (trees.First(execution.Length) == 0)
        {
            if (execution.Length == 0)
            {
                return false;
            }

            execution.Pop();
            sleep.Add(execution.Length, in execution[execution.Length]);
        }

        return true;
    }

    private void Report(ulong found, Func<List<Move>> path)
    {
        for (var fresh = found & ~violations; fresh != 0; fresh &= fresh - 1)
        {
            witnesses.Add(fresh & (~fresh + 1), path());
        }

        violations |= found;
    }

    private List<Move> Moves()
    {
        var all = new List<Move>(execution.Length);
        for (var i = 0; i < execution.Length; i++)
        {
            all.Add(execution[i].Move);
        }

        return all;
    }

    private TraceResult Summarise() => new()
    {
        Complete = stoppedBy is null,
        StoppedBy = stoppedBy,
        Executions = executions,
        Blocked = blocked,
        Redundant = redundant,
        Steps = steps,
        Depth = depth,
        Violated = [.. executor.Invariants.Names.Where((_, bit) => (violations >> bit & 1) != 0)],
        Witnesses = witnesses.ToDictionary(
            pair => executor.Invariants.Names[System.Numerics.BitOperations.TrailingZeroCount(pair.Key)],
            pair => pair.Value,
            StringComparer.Ordinal),
        ByPreemptions = preemptions?.Histogram,
        FootprintsAreExact = executor.FootprintsAreExact,
        Elapsed = clock.Elapsed,
    };
}
