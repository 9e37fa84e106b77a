using Interleave.Kernel;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Models.Format;

/// <summary>What a scenario must satisfy beyond its grammar.</summary>
internal static class ScenarioChecks
{
    /// <exception cref="ScenarioException">It does not.</exception>
    public static void Check(string file, Scenario scenario)
    {
        Unique(file, scenario.Tracers.Select(tracer => (tracer.Name, tracer.Position)), "tracers");
        Unique(file, scenario.Tasks.Select(task => (task.Name, task.Position)).Concat(scenario.Interrupts.Select(irq => (irq.Name, irq.Position))).Concat(scenario.Remotes.Select(remote => (remote.Name, remote.Position))), "tasks, interrupts and remotes");
        if (scenario.Records && scenario.Tracers.FirstOrDefault(tracer => tracer.ByIrqWork) is { } tracer)
        {
            throw new ScenarioException(file, tracer.Position, $"tracer '{tracer.Name}' asks by irq-work, so its samples have no cookie to join records by; leave out 'records' or 'by irq-work'");
        }

        foreach (var task in scenario.Tasks)
        {
            CheckTask(file, scenario, task);
        }

        foreach (var interrupt in scenario.Interrupts)
        {
            Cpus(file, scenario, interrupt.On, interrupt.Position);
            CheckActions(file, scenario, interrupt.Body);
        }

        foreach (var probe in scenario.Probes)
        {
            if (probe.Task is not null)
            {
                Task(file, scenario, probe.Task, probe.Position);
            }

            CheckActions(file, scenario, probe.Body);
        }

        foreach (var remote in scenario.Remotes)
        {
            CheckActions(file, scenario, remote.Body);
        }
    }

    private static void CheckTask(string file, Scenario scenario, TaskLine task)
    {
        Cpus(file, scenario, task.Allowed, task.Position);
        if (task.On is { } on && !task.Allowed.Contains(on))
        {
            throw new ScenarioException(file, task.Position, $"task '{task.Name}' begins on CPU {on}, which is not among those it may run on");
        }

        if (task.Allowed.Count == 0)
        {
            throw new ScenarioException(file, task.Position, $"task '{task.Name}' runs nowhere; add 'on 0', or 'may run on 0' if it has to wait for a CPU");
        }

        if (task.On is not null && task.Forked)
        {
            throw new ScenarioException(file, task.Position, $"task '{task.Name}' is forked, so it cannot run on a CPU at first; write 'may run on' instead of 'on'");
        }

        var sharer = scenario.Tasks.FirstOrDefault(other => other != task && other.On is not null && other.On == task.On);
        if (sharer is not null && (sharer.Position.Line, sharer.Position.Column).CompareTo((task.Position.Line, task.Position.Column)) < 0)
        {
            throw new ScenarioException(file, task.Position, $"task '{task.Name}' begins on the CPU of task '{sharer.Name}'; write 'may run on {task.On}' for the one that waits");
        }

        CheckCalls(file, task);
        foreach (var statement in task.Program)
        {
            CheckActions(file, scenario, statement.Body);
            var exit = statement.Body.ToList().FindIndex(action => action.Verb == "exit");
            if (exit >= 0 && (exit < statement.Body.Count - 1 || statement != task.Program[^1]))
            {
                throw new ScenarioException(file, statement.Body[exit].Position, "nothing can follow 'exit'; make it the last thing that the task does");
            }
        }

        var forks = (
            from other in scenario.Tasks
            from statement in other.Program
            from action in statement.Body
            where action.Verb == "fork" && action.Task == task.Name
            select (By: other, action.Position)).ToList();
        if (forks.Count > 1)
        {
            throw new ScenarioException(file, forks[1].Position, $"task '{task.Name}' is forked twice; add another task for the second fork");
        }

        if (task.Forked && forks.TrueForAll(fork => fork.By == task))
        {
            throw new ScenarioException(file, task.Position, $"task '{task.Name}' is 'forked', but no task forks it; add 'fork {task.Name}' to a syscall");
        }
    }

    /// <summary>Calls and returns must pair up, and nest no deeper than a trace can hold.</summary>
    private static void CheckCalls(string file, TaskLine task)
    {
        const int MaxDepth = UserTrace.MaxCount - 1;
        var depth = 0;
        foreach (var statement in task.Program)
        {
            depth += statement.Kind switch { UserLineKind.Call => 1, UserLineKind.Return => -1, _ => statement.Body.Any(action => action.Verb == "signal") ? 1 : 0 };
            if (depth < 0)
            {
                throw new ScenarioException(file, statement.Position, $"task '{task.Name}' returns from a function that it has not called; add a 'call' before");
            }

            if (depth > MaxDepth)
            {
                throw new ScenarioException(file, statement.Position, $"task '{task.Name}' nests {depth} calls; at most {MaxDepth} fit into a trace");
            }
        }
    }

    private static void CheckActions(string file, Scenario scenario, IReadOnlyList<ActionLine> actions)
    {
        foreach (var action in actions)
        {
            if (action.Tracer is not null && scenario.Tracers.All(tracer => tracer.Name != action.Tracer))
            {
                throw new ScenarioException(file, action.Position, $"there is no tracer '{action.Tracer}'; {Known(scenario.Tracers.Select(tracer => tracer.Name), "tracer w per-task")}");
            }

            if (action.Task is not null)
            {
                var task = Task(file, scenario, action.Task, action.Position);
                if (action.Verb == "fork" && !task.Forked)
                {
                    throw new ScenarioException(file, action.Position, $"task '{task.Name}' runs from the beginning; add 'forked' to it, or fork another one");
                }
            }

            if (action.Verb == "detach" && scenario.Tracers.First(tracer => tracer.Name == action.Tracer).Preset is not { Detaches: true })
            {
                throw new ScenarioException(file, action.Position, $"tracer '{action.Tracer}' cannot be detached; {Detachable}, or quiesce, cancel and free it");
            }

            if (action.Verb == "quiesce" && !scenario.Tracers.First(tracer => tracer.Name == action.Tracer).Quiesced)
            {
                throw new ScenarioException(file, action.Position, $"tracer '{action.Tracer}' cannot be quiesced; add 'quiesced' to its line");
            }
        }
    }

    private static string Detachable => "make it one of " + string.Join(", ", TracerPresets.All.Where(preset => preset.Detaches).Select(preset => preset.Name));

    private static TaskLine Task(string file, Scenario scenario, string name, Position position) =>
        scenario.Tasks.FirstOrDefault(task => task.Name == name)
        ?? throw new ScenarioException(file, position, $"there is no task '{name}'; {Known(scenario.Tasks.Select(task => task.Name), "task A on 0 { … }")}");

    private static string Known(IEnumerable<string> names, string example)
    {
        var known = string.Join(", ", names);
        return known.Length == 0 ? $"add a line such as: {example}" : $"there are: {known}";
    }

    private static void Cpus(string file, Scenario scenario, IReadOnlyList<int> cpus, Position position)
    {
        foreach (var cpu in cpus)
        {
            if (cpu >= scenario.Cpus)
            {
                throw new ScenarioException(file, position, $"there is no CPU {cpu}: the scenario has {scenario.Cpus}, numbered from 0; raise 'cpus'");
            }
        }
    }

    private static void Unique(string file, IEnumerable<(string Name, Position Position)> names, string what)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, position) in names)
        {
            // The machine itself names what it makes for a task: A.preempt, A.rcu.
            if (name.EndsWith(".preempt", StringComparison.Ordinal) || name.EndsWith(".rcu", StringComparison.Ordinal))
            {
                throw new ScenarioException(file, position, $"the name '{name}' is reserved; choose one that does not end in '.preempt' or '.rcu'");
            }

            if (!seen.Add(name))
            {
                throw new ScenarioException(file, position, $"the name '{name}' is used twice; {what} need different names");
            }
        }
    }
}
