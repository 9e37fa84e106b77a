using System.Diagnostics;

namespace Interleave.Exploration.Dpor;

/// <summary>
/// Dynamic partial-order reduction: runs one execution after the other, looks for races in each, and plans the other order
/// of every race that has not been explored. Optimal (Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation
/// for Optimal Dynamic Partial Order Reduction", JACM 64(4), 2017), or with source sets only. It remembers the current
/// execution and what is planned from its prefixes, and nothing else.
/// </summary>
internal sealed class TraceSearch
{
    private const int CheckEvery = 1 << 10;

    private readonly TraceExecutor executor;
    private readonly Execution execution;
    private readonly SleepSets sleep;
    private readonly WakeupTrees trees = new();
    private readonly RacePlanner planner;
    private readonly HandlerFootprints handlers;
    private readonly PreemptionCount? preemptions;
    private readonly TraceOptions options;
    private readonly Stopwatch clock = new();
    private readonly Dictionary<ulong, IReadOnlyList<Move>> witnesses = [];
    private ulong violations;
    private long executions;
    private long blocked;
    private long redundant;
    private long steps;
    private int depth;
    private string? stoppedBy;

    private TraceSearch(TraceExecutor executor, HandlerFootprints handlers, TraceOptions options)
    {
        this.executor = executor;
        this.handlers = handlers;
        this.options = options;
        execution = new Execution(executor);
        sleep = new SleepSets { WakesLate = options.Fault == TraceFault.LateWakeUp };
        planner = new RacePlanner(execution, sleep, trees, handlers, options);
        preemptions = options.CountPreemptions ? new PreemptionCount(execution, executor.Model.Processes.Count) : null;
    }

    /// <summary>Explores a model. When it turns out that a handler does more than was known when that mattered, everything is
    /// explored once more, so that the last pass relied on nothing that was not so.</summary>
    public static TraceResult Run(Model model, TraceOptions options)
    {
        var machine = new TraceExecutor(model, options.WatchMonitors) { ForgetsEqualWrites = options.Fault == TraceFault.SmallFootprint };
        if (machine.HasHandlers && options.Reduction == TraceReduction.Source)
        {
            throw new ModelException("source sets without wakeup trees are for models without known; use the optimal reduction");
        }

        if (options.CountPreemptions && (machine.HasHandlers || model.Threads.Count > 0))
        {
            throw new ModelException("preemptions are counted in models without known and threads");
        }

        var known = new HandlerFootprints(model);
        while (true)
        {
            known.BeginPass();
            var result = new TraceSearch(machine, known, options).Run();
            if (!known.Outdated || !result.Complete)
            {
                return result;
            }

            options.Restarted?.Invoke();
        }
    }

    private enum End
    {
        Complete,
        Blocked,
        Redundant,
        Cut,
    }

    private TraceResult Run()
    {
        clock.Start();
        Report(executor.InitialViolations);
        var from = 0;
        do
        {
            var end = RunToEnd();
            Count(end);
            if (end != End.Cut)
            {
                planner.Plan(from, maximal: end != End.Redundant);
            }

            execution.ForgetRaces();
        }
        while (stoppedBy is null && GoBack(out from));

        return Summarise();
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
                var key = trees[planned].Key;
                if (key == MoveKey.End)
                {
                    trees.Drop(prefix);
                    return Finish(prefix);
                }

                if (executor.IsPossible(key))
                {
                    Step(trees.Descend(prefix));
                    continue;
                }

                trees.Drop(prefix);
                continue;
            }

            switch (Choose(prefix))
            {
                case MoveKey.End:
                    return Finish(prefix);
                case MoveKey.None:
                    redundant++;
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
        var since = executor.HasHandlers ? sleep.SleepsSince(prefix, key) : -1;
        ref var record = ref execution.Push(key);
        record.AsleepSince = since + 1;
        if (executor.HasHandlers && executor.IsHandler(record.Process))
        {
            handlers.Add(in record);
        }

        sleep.Extend(prefix, in record);
        steps++;
        if ((record.Violations & ~violations) != 0)
        {
            Report(record.Violations);
        }
    }

    /// <summary>The next move where nothing is planned: of those that are not left to the environment if there are any, since
    /// what a handler has to come before is then found by a race.</summary>
    private int Choose(int prefix)
    {
        var asleep = false;
        var strike = MoveKey.None;
        for (var actor = 0; actor < executor.Actors; actor++)
        {
            var idle = executor.HasHandlers && executor.IsIdleHandler(actor);
            if (idle && (strike != MoveKey.None || !executor.IsMandatory(actor)))
            {
                continue;
            }

            var alternatives = executor.Alternatives(actor);
            for (var choice = 0; choice < alternatives; choice++)
            {
                var key = MoveKey.Of(actor, choice);
                if (sleep.SleepsSince(prefix, key) is var since and >= 0 && !(idle && planner.MayHaveToFollow(actor, since, prefix)))
                {
                    asleep = true;
                }
                else if (!idle)
                {
                    return key;
                }
                else
                {
                    strike = key;
                    break;
                }
            }
        }

        return strike != MoveKey.None ? strike : asleep ? MoveKey.None : MoveKey.End;
    }

    /// <summary>The execution may end here. If handlers could strike, it also goes on with each of them.</summary>
    private End Finish(int prefix)
    {
        for (var actor = 0; executor.HasHandlers && actor < executor.Actors; actor++)
        {
            if (!executor.IsIdleHandler(actor) || executor.IsMandatory(actor))
            {
                continue;
            }

            var alternatives = executor.Alternatives(actor);
            for (var choice = 0; choice < alternatives; choice++)
            {
                planner.PlanStrike(prefix, MoveKey.Of(actor, choice));
            }
        }

        sleep.AddEnd(prefix);
        if (executor.HasHandlers && planner.StruckInVain())
        {
            redundant++;
            return End.Redundant;
        }

        var finished = executor.AllFinished();
        Report(finished ? executor.AtEnd() : Invariants.Deadlock);
        return finished ? End.Complete : End.Blocked;
    }

    private void Count(End end)
    {
        depth = Math.Max(depth, execution.Length);
        if (end is End.Complete or End.Blocked)
        {
            executions += end == End.Complete ? 1 : 0;
            blocked += end == End.Blocked ? 1 : 0;
            options.Ended?.Invoke(executor.State.ToArray());
            options.Executed?.Invoke(Moves());
            if (end == End.Complete)
            {
                preemptions?.Add();
            }
        }

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
    private bool GoBack(out int prefix)
    {
        while (trees.First(execution.Length) == 0)
        {
            if (execution.Length == 0)
            {
                prefix = 0;
                return false;
            }

            execution.Pop();
            sleep.Add(execution.Length, in execution[execution.Length]);
        }

        prefix = execution.Length;
        return true;
    }

    private void Report(ulong found)
    {
        for (var fresh = found & ~violations; fresh != 0; fresh &= fresh - 1)
        {
            witnesses.Add(fresh & (~fresh + 1), Moves());
        }

        violations |= found;
    }

    private List<Move> Moves()
    {
        var moves = new List<Move>(execution.Length);
        for (var i = 0; i < execution.Length; i++)
        {
            moves.Add(execution[i].Move);
        }

        return moves;
    }

    private TraceResult Summarise() => new()
    {
        Complete = stoppedBy is null,
        CoversAllClasses = stoppedBy is null && !executor.HasHandlers,
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
