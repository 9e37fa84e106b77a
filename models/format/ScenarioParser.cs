using System.Globalization;
using Interleave.Kernel;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Models.Format;

/// <summary>Reads scenarios. The grammar is in models/scenarios/GRAMMAR.md.</summary>
public sealed class ScenarioParser
{
    private const int MaxCpus = 8;
    private const int MaxCopies = 4;

    /// <summary>What can stand after a tracer's name.</summary>
    private static readonly (DescriptorKind Kind, TracerPreset? Preset, string Name)[] Kinds =
    [
        .. DescriptorKinds.All.Select(static kind => (kind.Kind, (TracerPreset?)null, kind.Name)),
        .. TracerPresets.All.Select(static preset => (preset.Kind, (TracerPreset?)preset, preset.Name)),
    ];

    private readonly string file;
    private readonly List<Token> tokens;
    private readonly List<TracerLine> tracers = [];
    private readonly List<TaskLine> tasks = [];
    private readonly List<InterruptLine> interrupts = [];
    private readonly List<ProbeLine> probes = [];
    private readonly List<RemoteLine> remotes = [];
    private readonly HashSet<string> settings = new(StringComparer.Ordinal);
    private int next;
    private string about = "";
    private Architecture architecture = Architecture.X8664;
    private bool configured = true;
    private int cpus = 1;
    private int counterBits = 48;
    private ulong counterStart;
    private int otherTracers;
    private bool records;
    private bool large;
    private uint? bufferSize;
    private Budgets budgets = new();

    private ScenarioParser(string file, string source)
    {
        this.file = file;
        tokens = ScenarioLexer.Tokens(file, source);
    }

    /// <summary>Reads a scenario.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="source">The text.</param>
    /// <exception cref="ScenarioException">The text is not a scenario.</exception>
    public static Scenario Parse(string name, string file, string source) => new ScenarioParser(file, source).Scenario(name, source);

    private Scenario Scenario(string name, string source)
    {
        while (Peek.Kind != TokenKind.End)
        {
            if (!TakeSymbol(";"))
            {
                Line();
            }
        }

        if (tasks.Count == 0)
        {
            throw Error(Peek, "a scenario needs a task; add one such as: task A on 0 { syscall { request w } }");
        }

        var scenario = new Scenario
        {
            Name = name,
            Text = source,
            About = about,
            Architecture = architecture,
            Configured = configured,
            Cpus = cpus,
            CounterBits = counterBits,
            CounterStart = counterStart,
            OtherTracers = otherTracers,
            Records = records,
            Large = large,
            BufferSize = bufferSize,
            Budgets = budgets,
            Tracers = tracers,
            Tasks = tasks,
            Interrupts = interrupts,
            Probes = probes,
            Remotes = remotes,
        };
        ScenarioChecks.Check(file, scenario);
        return scenario;
    }

    private void Line()
    {
        var keyword = Word("a line that begins with about, large, arch, config, cpus, counter, records, registered, budget, tracer, task, irq, softirq, nmi, at or remote");
        switch (keyword.Value)
        {
            case "about":
                Once(keyword);
                about = Text();
                break;
            case "arch":
                Once(keyword);
                architecture = OneOf(Architecture.All, profile => profile.Name, "an architecture");
                break;
            case "config":
                Once(keyword);
                Expect("no-unwind-user");
                configured = false;
                break;
            case "cpus":
                Once(keyword);
                cpus = Number("the number of CPUs", 1, MaxCpus);
                break;
            case "counter":
                Once(keyword);
                Counter();
                break;
            case "large":
                Once(keyword);
                large = true;
                break;
            case "records":
                Once(keyword);
                records = true;
                bufferSize = TakeWord("unlimited") ? null : (uint)Number("how many records fit into a buffer, or 'unlimited'", 0, 1000);
                break;
            case "registered":
                Once(keyword);
                otherTracers = Number("how many tracers are registered already", 0, 63);
                break;
            case "budget":
                Budget();
                break;
            case "tracer":
                tracers.Add(Tracer());
                break;
            case "task":
                tasks.Add(Task());
                break;
            case "irq":
                interrupts.Add(Interrupt(ContextLevel.Irq));
                break;
            case "softirq":
                interrupts.Add(Interrupt(ContextLevel.SoftIrq));
                break;
            case "nmi":
                interrupts.Add(Interrupt(ContextLevel.Nmi));
                break;
            case "at":
                probes.Add(Probe(keyword.Position));
                break;
            case "remote":
                var name = Word("the name of the remote");
                remotes.Add(new RemoteLine(name.Value, Actions(["cancel", "register", "quiesce", "free", "detach"]), name.Position));
                break;
            default:
                throw Error(keyword, $"a line cannot begin with '{keyword.Value}'; it begins with about, large, arch, config, cpus, counter, records, registered, budget, tracer, task, irq, softirq, nmi, at or remote");
        }
    }

    private void Counter()
    {
        Expect("bits");
        counterBits = Number("the bits of the counter", 1, 48);
        if (TakeWord("start"))
        {
            counterStart = (ulong)Number("the start of the counter", 0, int.MaxValue);
        }
    }

    private void Budget()
    {
        var what = Word("faults, allocations or preemptions");
        Once(what);
        var count = (uint)Number("how often", 0, 100);
        budgets = what.Value switch
        {
            "faults" => budgets with { Faults = count },
            "allocations" => budgets with { Allocations = count },
            "preemptions" => budgets with { Preemptions = count },
            _ => throw Error(what, $"there is no budget '{what.Value}'; there are faults, allocations and preemptions"),
        };
    }

    private TracerLine Tracer()
    {
        var name = Word("the name of the tracer");
        var (kind, preset, _) = OneOf(Kinds, kind => kind.Name, "a kind of tracer");
        var copies = preset?.CopiesWord is { } word && TakeWord(word) ? Number($"how many {word}", 1, MaxCopies) : 1;
        var careless = preset is not null && TakeWord("careless");
        var byIrqWork = TakeWord("by");
        if (byIrqWork)
        {
            Expect("irq-work");
        }

        var registered = !TakeWord("unregistered");
        var quiesced = TakeWord("quiesced");
        var requests = 0u;
        var cancels = false;
        while (TakeWord("callback"))
        {
            if (TakeWord("cancels"))
            {
                cancels = true;
                continue;
            }

            Expect("requests");
            requests = (uint)Number("how often", 1, 100);
        }

        return new TracerLine(name.Value, kind, quiesced, requests, name.Position, registered, byIrqWork, cancels, preset, copies, careless);
    }

    private TaskLine Task()
    {
        var name = Word("the name of the task");
        int? on = TakeWord("on") ? Number("a CPU", 0, MaxCpus - 1) : null;
        IReadOnlyList<int> allowed = on is { } cpu ? [cpu] : [];
        if (TakeWord("may"))
        {
            Expect("run");
            Expect("on");
            allowed = CpuList();
        }

        var forked = TakeWord("forked");
        var kind = TakeWord("worker") ? TaskKind.UserWorker : TakeWord("kthread") ? TaskKind.KernelThread : TaskKind.User;
        var program = new List<UserLine>();
        Symbol("{");
        while (!TakeSymbol("}"))
        {
            if (TakeSymbol(";"))
            {
                continue;
            }

            var statement = Word("syscall, call, return or }");
            program.Add(statement.Value switch
            {
                "syscall" => new UserLine(UserLineKind.Syscall, Actions(["request", "block", "exit", "fork", "resched", "cancel", "signal", "stop", "unwind", "mmap-write"]), statement.Position),
                "call" => new UserLine(UserLineKind.Call, [], statement.Position),
                "return" => new UserLine(UserLineKind.Return, [], statement.Position),
                _ => throw Error(statement, $"a task cannot do '{statement.Value}' in user mode; it can syscall {{ … }}, call and return"),
            });
        }

        return new TaskLine(name.Value, on, allowed, forked, program, name.Position, kind);
    }

    private InterruptLine Interrupt(ContextLevel level)
    {
        var name = Word("the name of the interrupt");
        var depth = 1;
        if (level == ContextLevel.Nmi && TakeWord("depth"))
        {
            depth = Number("the nesting depth", 1, 15);
        }

        IReadOnlyList<int> on = TakeWord("on") ? CpuList() : [];
        Expect("max");
        var max = (uint)Number("how often it may strike", 1, 100);
        var inUserMode = true;
        if (TakeWord("in"))
        {
            Expect("kernel");
            inUserMode = false;
        }

        return new InterruptLine(name.Value, level, depth, on, max, inUserMode, Actions(["request", "resched", "cancel"]), name.Position);
    }

    private ProbeLine Probe(Position position)
    {
        var point = OneOf(Enum.GetValues<Tracepoint>(), NameOf, "a tracepoint");
        var task = TakeWord("in") ? Word("the name of a task").Value : null;
        uint? max = TakeWord("max") ? (uint)Number("how often", 1, 100) : null;
        return new ProbeLine(point, task, max, Actions(["request", "cancel"]), position);
    }

    private List<ActionLine> Actions(string[] verbs)
    {
        var actions = new List<ActionLine>();
        Symbol("{");
        while (!TakeSymbol("}"))
        {
            if (TakeSymbol(";"))
            {
                continue;
            }

            var verb = Word(string.Join(", ", verbs) + " or }");
            if (!verbs.Contains(verb.Value, StringComparer.Ordinal))
            {
                throw Error(verb, $"'{verb.Value}' cannot be done here; what can: {string.Join(", ", verbs)}");
            }

            actions.Add(verb.Value switch
            {
                "request" or "quiesce" => new ActionLine(verb.Value, Word("the name of a tracer").Value, null, verb.Position),
                "cancel" or "free" or "register" or "detach" => OfTask(verb),
                "fork" => new ActionLine(verb.Value, null, Word("the name of the task to fork").Value, verb.Position),
                _ => new ActionLine(verb.Value, null, null, verb.Position),
            });
        }

        return actions;
    }

    private ActionLine OfTask(Token verb)
    {
        var tracer = Word("the name of a tracer").Value;
        Expect("of");
        return new ActionLine(verb.Value, tracer, Word("the name of a task").Value, verb.Position);
    }

    private List<int> CpuList()
    {
        var list = new List<int>();
        do
        {
            var place = Peek;
            var cpu = Number("a CPU", 0, MaxCpus - 1);
            if (list.Contains(cpu))
            {
                throw Error(place, $"CPU {cpu} is listed twice; list it once");
            }

            list.Add(cpu);
        }
        while (TakeSymbol(","));
        return list;
    }

    private Token Peek => tokens[next];

    private void Once(Token keyword)
    {
        if (!settings.Add(keyword.Value))
        {
            throw Error(keyword, $"'{keyword.Value}' is given twice; give it once");
        }
    }

    private Token Word(string expected) =>
        Peek.Kind == TokenKind.Word ? tokens[next++] : throw Error(Peek, $"expected {expected}, found {Peek.Display}");

    private string Text() =>
        Peek.Kind == TokenKind.Text ? tokens[next++].Value : throw Error(Peek, $"expected a text in double quotes, found {Peek.Display}");

    private int Number(string what, int least, int most)
    {
        if (Peek.Kind == TokenKind.Word && int.TryParse(Peek.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            next++;
            return number;
        }

        throw Error(Peek, $"expected {what}, a number from {least} to {most}, found {Peek.Display}");
    }

    private T OneOf<T>(IEnumerable<T> values, Func<T, string> name, string expected)
    {
        var token = Word(expected);
        foreach (var value in values)
        {
            if (name(value) == token.Value)
            {
                return value;
            }
        }

        throw Error(token, $"expected {expected} ({string.Join(", ", values.Select(name))}), found '{token.Value}'");
    }

    private bool TakeWord(string word)
    {
        if (Peek.Kind != TokenKind.Word || Peek.Value != word)
        {
            return false;
        }

        next++;
        return true;
    }

    private void Expect(string word)
    {
        if (!TakeWord(word))
        {
            throw Error(Peek, $"expected '{word}', found {Peek.Display}");
        }
    }

    private bool TakeSymbol(string symbol)
    {
        if (Peek.Kind != TokenKind.Symbol || Peek.Value != symbol)
        {
            return false;
        }

        next++;
        return true;
    }

    private void Symbol(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw Error(Peek, $"expected '{symbol}', found {Peek.Display}");
        }
    }

    private ScenarioException Error(Token at, string message) => new(file, at.Position, message);

    private static string NameOf(Tracepoint point) => point switch
    {
        Tracepoint.UserExit => "user_exit",
        Tracepoint.IrqEnable => "irq_enable",
        Tracepoint.IrqDisable => "irq_disable",
        Tracepoint.UserEnter => "user_enter",
        Tracepoint.SchedSwitch => "sched_switch",
        Tracepoint.SignalDeliver => "signal_deliver",
        _ => "sched_process_exit",
    };
}
