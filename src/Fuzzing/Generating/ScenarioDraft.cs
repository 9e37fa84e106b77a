using Interleave.Kernel;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Fuzzing;

/// <summary>A scenario that is being put together, valid at any time and never large.</summary>
internal sealed class ScenarioDraft
{
    private const int MaxCpus = 3;
    private const int MaxTasks = 3;
    private const int MaxSyscalls = 3;
    private const int MaxActions = 4;
    private const int MaxHandlers = 3;
    private const int MaxProbes = 2;
    private const int MaxRemotes = 2;
    private const int MaxRequests = 6;
    private const int MaxFrames = 3;

    private static readonly string[] TracerNames = ["w", "v"];
    private static readonly string[] TaskNames = ["A", "B", "C"];

    private readonly SortedDictionary<int, TracerLine> tracers = [];
    private readonly List<TaskDraft> tasks = [new TaskDraft("A") { On = 0 }];
    private readonly List<InterruptLine> handlers = [];
    private readonly List<ProbeLine> probes = [];
    private readonly List<RemoteLine> remotes = [];
    private TaskDraft task;
    private List<ActionLine> actions;
    private string[] verbs;
    private int cpus = 1;
    private int requests;

    public ScenarioDraft()
    {
        task = tasks[0];
        actions = [];
        verbs = [];
        OpenSyscall();
    }

    public Budgets Budgets { get; set; } = new();

    public Architecture Architecture { get; set; } = Architecture.X8664;

    public bool Configured { get; set; } = true;

    public int CounterBits { get; set; } = 48;

    public ulong CounterStart { get; set; }

    public int OtherTracers { get; set; }

    public bool Records { get; set; }

    public uint? BufferSize { get; set; }

    /// <summary>Adds an action to the open block, or to a system call if it cannot be done there.</summary>
    public void Do(string verb, string? tracer = null, string? ofTask = null)
    {
        if (!verbs.Contains(verb, StringComparer.Ordinal))
        {
            ReturnToSyscall();
        }

        if (actions.Count < MaxActions)
        {
            actions.Add(new ActionLine(verb, tracer, ofTask, default));
        }
    }

    public void Request(int tracer)
    {
        if (verbs == Verbs.Remote)
        {
            ReturnToSyscall();
        }

        if (requests < MaxRequests && actions.Count < MaxActions)
        {
            requests++;
            Do("request", Name(tracer));
        }
    }

    public void Cancel(int tracer) => Do("cancel", Name(tracer), task.Name);

    public void OnRemote(string verb, int tracer)
    {
        if (verbs != Verbs.Remote || actions.Count == MaxActions)
        {
            return;
        }

        if (verb == "quiesce")
        {
            // A tracer has one gate: two that wait to close it would wait for each other.
            if (remotes.SkipLast(1).Any(remote => remote.Body.Any(action => action.Verb == "quiesce" && action.Tracer == Name(tracer))))
            {
                return;
            }

            Change(tracer, static line => line with { Quiesced = true });
        }

        Do(verb, Name(tracer), verb == "quiesce" ? null : task.Name);
    }

    /// <summary>A tracer is not registered at first.</summary>
    public void Late(int tracer) => Change(tracer, static line => line with { Registered = false });

    public void Change(int tracer, Func<TracerLine, TracerLine> change)
    {
        Name(tracer);
        tracers[tracer] = change(tracers[tracer]);
    }

    public void OpenSyscall()
    {
        if (task.Program.Count(static line => line.Kind == UserLineKind.Syscall) < MaxSyscalls)
        {
            task.Program.Add(new UserLine(UserLineKind.Syscall, new List<ActionLine>(), default));
        }

        ReturnToSyscall();
    }

    public void OpenHandler(ContextLevel level, int depth, uint max, bool inUserMode, bool onFirstCpu)
    {
        if (handlers.Count == MaxHandlers)
        {
            ReturnToSyscall();
            return;
        }

        Open([], Verbs.Handler);
        var kind = level switch { ContextLevel.Nmi => "n", ContextLevel.Irq => "i", _ => "s" };
        handlers.Add(new InterruptLine($"{kind}{handlers.Count + 1}", level, depth, onFirstCpu && cpus > 1 ? [0] : [], max, inUserMode, actions, default));
    }

    public void OpenProbe(Tracepoint tracepoint, uint? max, bool ofTask)
    {
        if (probes.Count == MaxProbes)
        {
            ReturnToSyscall();
            return;
        }

        Open([], Verbs.Probe);
        probes.Add(new ProbeLine(tracepoint, ofTask ? task.Name : null, max, actions, default));
    }

    public void OpenRemote()
    {
        if (remotes.Count == MaxRemotes)
        {
            ReturnToSyscall();
            return;
        }

        Open([], Verbs.Remote);
        remotes.Add(new RemoteLine($"R{remotes.Count + 1}", actions, default));
    }

    public void Call()
    {
        if (task.Depth < MaxFrames)
        {
            task.Program.Add(new UserLine(UserLineKind.Call, [], default));
        }
    }

    public void Return()
    {
        if (task.Depth > 0)
        {
            task.Program.Add(new UserLine(UserLineKind.Return, [], default));
        }
    }

    public void Signal()
    {
        if (task.Depth < MaxFrames && task.Kind == TaskKind.User)
        {
            ReturnToSyscall();
            if (!actions.Exists(static action => action.Verb == "signal"))
            {
                Do("signal");
            }
        }
    }

    public void Exit() => task.Exits = true;

    public void AddCpu(bool taskMoves)
    {
        cpus = Math.Min(cpus + 1, MaxCpus);
        task.Moves |= taskMoves;
    }

    /// <summary>Adds a task and goes on in it.</summary>
    /// <param name="place">0: it waits for the first CPU; 1: it has one of its own; 2: it waits for any.</param>
    /// <param name="kind">What kind of task.</param>
    public void AddTask(int place, TaskKind kind)
    {
        if (tasks.Count == MaxTasks)
        {
            ReturnToSyscall();
            return;
        }

        var own = place == 1 && cpus < MaxCpus;
        tasks.Add(task = new TaskDraft(TaskNames[tasks.Count]) { On = own ? cpus++ : null, Moves = place == 2, Kind = kind });
        OpenSyscall();
    }

    public void Fork(bool goOnInChild)
    {
        ReturnToSyscall();
        if (tasks.Count == MaxTasks || actions.Count == MaxActions || task.Kind != TaskKind.User)
        {
            return;
        }

        var child = new TaskDraft(TaskNames[tasks.Count]) { Forked = true, Moves = cpus > 1 };
        tasks.Add(child);
        Do("fork", null, child.Name);
        var parent = task;
        task = child;
        OpenSyscall();
        if (!goOnInChild)
        {
            task = parent;
            ReturnToSyscall();
        }
    }

    /// <summary>What it says; the text is not made yet.</summary>
    public Scenario Finish() => new()
    {
        Name = ScenarioDecoder.Name,
        Text = "",
        About = "",
        Architecture = Architecture,
        Configured = Configured,
        Cpus = cpus,
        CounterBits = CounterBits,
        CounterStart = CounterStart,
        OtherTracers = OtherTracers,
        Records = Records,
        BufferSize = Records ? BufferSize : null,
        Budgets = Budgets,
        // Samples that are taken before their request have no cookie to join records by.
        Tracers = [.. tracers.Values.Select(line => line with { ByIrqWork = line.ByIrqWork && !Records })],
        Tasks = [.. tasks.Select(line => line.Finish(cpus))],
        Interrupts = handlers,
        Probes = probes,
        Remotes = remotes,
    };

    private string Name(int tracer)
    {
        var name = TracerNames[tracer];
        tracers.TryAdd(tracer, new TracerLine(name, DescriptorKind.Shared, false, 0, default));
        return name;
    }

    private void Open(List<ActionLine> block, string[] allowed) => (actions, verbs) = (block, allowed);

    private void ReturnToSyscall()
    {
        if (!task.Program.Exists(static line => line.Kind == UserLineKind.Syscall))
        {
            task.Program.Add(new UserLine(UserLineKind.Syscall, new List<ActionLine>(), default));
        }

        Open((List<ActionLine>)task.Program.FindLast(static line => line.Kind == UserLineKind.Syscall)!.Body, Verbs.Syscall);
    }

    /// <summary>What can be done where.</summary>
    private static class Verbs
    {
        public static readonly string[] Syscall = ["request", "cancel", "block", "resched", "stop", "unwind", "mmap-write", "signal", "fork"];
        public static readonly string[] Handler = ["request", "cancel", "resched"];
        public static readonly string[] Probe = ["request", "cancel"];
        public static readonly string[] Remote = ["cancel", "register", "quiesce", "free"];
    }

    /// <summary>A task that is being put together.</summary>
    private sealed class TaskDraft(string name)
    {
        public string Name => name;

        public int? On { get; init; }

        public bool Forked { get; init; }

        public bool Moves { get; set; }

        public TaskKind Kind { get; init; }

        public bool Exits { get; set; }

        public List<UserLine> Program { get; } = [];

        /// <summary>Frames at the end of the program.</summary>
        public int Depth => Program.Sum(static line => line.Kind switch
        {
            UserLineKind.Call => 1,
            UserLineKind.Return => -1,
            _ => line.Body.Any(static action => action.Verb == "signal") ? 1 : 0,
        });

        public TaskLine Finish(int cpus)
        {
            var program = Program.ToList();
            if (Exits)
            {
                var exit = new ActionLine("exit", null, null, default);
                if (program[^1].Kind == UserLineKind.Syscall)
                {
                    program[^1] = program[^1] with { Body = [.. program[^1].Body, exit] };
                }
                else
                {
                    program.Add(new UserLine(UserLineKind.Syscall, [exit], default));
                }
            }

            return new TaskLine(name, On, Moves ? [.. Enumerable.Range(0, cpus)] : [On ?? 0], Forked, program, default, Kind);
        }
    }
}
