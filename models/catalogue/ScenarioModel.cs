using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tracers;
using Monitor = Interleave.Monitor;

namespace UnwindCheck.Models;

/// <summary>Turns a design and a scenario into a model to explore.</summary>
public sealed class ScenarioModel
{
    private readonly Scenario scenario;
    private readonly Machine machine;
    private readonly Dictionary<string, TaskStruct> tasks;
    private readonly Dictionary<string, Tracer> tracers;

    private ScenarioModel(DesignEntry entry, Scenario scenario, IEnumerable<Monitor> monitors)
    {
        this.scenario = scenario;
        var model = new Model();
        machine = new Machine(model, scenario.Architecture, scenario.Cpus, scenario.Budgets);
        tasks = scenario.Tasks.ToDictionary(line => line.Name, line => machine.AddTask(line.Name, line.Kind), StringComparer.Ordinal);
        var design = entry.Build(machine, scenario);
        machine.Install(design);
        if (scenario.Tasks.Any(task => task.Program.Any(statement => statement.Body.Any(action => action.Verb == "mmap-write"))))
        {
            machine.AddMmapLock();
        }

        tracers = scenario.Tracers.ToDictionary(line => line.Name, line => MakeTracer(line, design), StringComparer.Ordinal);
        foreach (var monitor in monitors.Where(monitor => Applies(monitor, design)))
        {
            model.Watch(monitor);
        }

        // Interrupts and probes come before the tasks: these look at them when they start.
        foreach (var line in scenario.Interrupts)
        {
            machine.AddInterrupt(line.Name, line.Level, line.Depth, Cpus(line.On), line.Max, line.InUserMode, Block(line.Body));
        }

        var probes = ProbeLines().ToList();
        if (probes.Count > 0)
        {
            machine.Probes = new Probes(model, probes);
        }

        foreach (var line in scenario.Tasks)
        {
            StartTask(line);
        }

        foreach (var line in scenario.Remotes)
        {
            var references = line.Body.Where(action => action.Task is not null).Select(action => tasks[action.Task!]).Distinct();
            machine.AddRemote(line.Name, Block(line.Body), [.. references]);
        }
    }

    /// <summary>Builds the model of a design in a scenario.</summary>
    /// <param name="design">The design.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="monitors">The invariants to watch; null: all.</param>
    public static Model Build(DesignEntry design, Scenario scenario, IEnumerable<Monitor>? monitors = null) =>
        new ScenarioModel(design, scenario, monitors ?? InvariantCatalogue.Monitors()).machine.Model;

    private bool Applies(Monitor monitor, UnwindDesign design) =>
        (monitor is not IQuotedInvariant quoted || quoted.AppliesTo(design)) && (scenario.Records || monitor is not Stitched);

    private void StartTask(TaskLine line)
    {
        var program = line.Program.Select<UserLine, UserStatement>(statement => statement.Kind switch
        {
            UserLineKind.Call => new UserCall(),
            UserLineKind.Return => new UserReturn(),
            _ => new Syscall(Block(statement.Body), statement.Body.Any(action => action.Verb == "signal")),
        });
        var exits = line.Program.Any(statement => statement.Body.Any(action => action.Verb == "exit"));
        machine.Start(
            tasks[line.Name],
            UserMode.Of(line.Name, [.. program]),
            line.On is { } on ? machine.Cpus[on] : null,
            Cpus(line.Allowed),
            line.Forked,
            exits);
    }

    private Tracer MakeTracer(TracerLine line, UnwindDesign design) =>
        new(machine, design, line.Name, OptionsOf(line), scenario.Records ? new RingBuffers(machine, line.Name, scenario.BufferSize) : null)
        {
            Number = scenario.Tracers.TakeWhile(other => other != line).Count() + 1,
        };

    private TracerOptions OptionsOf(TracerLine line) => new()
    {
        Kind = line.Kind,
        Copies = line.Copies,
        Quiesces = line.Quiesced || (!line.Careless && scenario.Remotes.Any(remote => remote.Body.Any(action => action.Verb == "detach" && action.Tracer == line.Name))),
        LooksFirst = line is { Preset.LooksFirst: true, Careless: false },
        Registered = line.Registered,
        Crowded = scenario.OtherTracers > 0,
        ByIrqWork = line.ByIrqWork,
        CallbackRequests = line.CallbackRequests,
        CallbackCancels = line.CallbackCancels,
    };

    /// <summary>What the scenario attaches to tracepoints, and tracers that are there by themselves.</summary>
    private IEnumerable<(ProbeLine Line, TaskStruct? Task, KernelBlock Body)> ProbeLines() =>
        scenario.Probes
            .Concat(scenario.Tracers
                .Where(tracer => tracer.Preset is { OnSchedSwitch: true })
                .Select(tracer => new ProbeLine(Tracepoint.SchedSwitch, null, null, [new ActionLine("request", tracer.Name, null, tracer.Position)], tracer.Position)))
            .Select(line => (line, line.Task is null ? null : tasks[line.Task], Block(line.Body)));

    private IReadOnlyList<Cpu> Cpus(IReadOnlyList<int> numbers) =>
        numbers.Count == 0 ? machine.Cpus : [.. numbers.Select(number => machine.Cpus[number])];

    private KernelBlock Block(IReadOnlyList<ActionLine> lines) => new([.. lines.Select(Action)]);

    private IKernelAction Action(ActionLine line) => line.Verb switch
    {
        "request" => new RequestAction(tracers[line.Tracer!]),
        "cancel" => new CancelAction(tracers[line.Tracer!], tasks[line.Task!]),
        "register" => new RegisterAction(tracers[line.Tracer!], tasks[line.Task!]),
        "signal" => new SignalAction(),
        "stop" => new RunTaskWorkAction(),
        "unwind" => new UnwindAction((UnwindDesign)machine.Subsystem!),
        "mmap-write" => new MmapWriteAction(),
        "quiesce" => new QuiesceAction(tracers[line.Tracer!]),
        "free" => new FreeAction(tracers[line.Tracer!], tasks[line.Task!]),
        "detach" => new DetachAction(tracers[line.Tracer!], tasks[line.Task!], !scenario.Tracers.First(tracer => tracer.Name == line.Tracer).Careless),
        "block" => new BlockAction(),
        "exit" => new ExitAction(),
        "fork" => new ForkAction(tasks[line.Task!]),
        "resched" => new NeedReschedAction(),
        _ => throw new InvalidOperationException($"{scenario.Name}: no action '{line.Verb}'"),
    };
}
