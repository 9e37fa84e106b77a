using Interleave.Kernel;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Fuzzing;

/// <summary>
/// Makes a valid scenario of any sequence of numbers. Each number adds one thing: an action to the block that was opened
/// last, a block, or a property of the machine or a tracer; so leaving a number out leaves one thing out, and a smaller
/// number stands for a simpler one. What cannot be added where it stands is passed over.
/// </summary>
public static class ScenarioDecoder
{
    /// <summary>Numbers from 0 up to here reach everything.</summary>
    public const int Largest = 65_535;

    /// <summary>The name of decoded scenarios.</summary>
    public const string Name = "fuzz";

    /// <summary>What a number adds, simple things first; a thing that stands here more often comes up more often.</summary>
    private static readonly Action<ScenarioDraft, Gene>[] Additions =
    [
        Request, Syscall, Nmi, Irq, Cancel, Exit, Remote, Hook, Block, Resched,
        Request, Request, Call, TracerOption, Cpu, Task, Signal, Stop, Unwind, MmapWrite,
        Request, Fork, Budget, Setting, Nmi, Request, Syscall, Remote, Hook,
    ];

    /// <summary>The scenario of a sequence of numbers.</summary>
    public static Scenario Decode(IEnumerable<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var draft = new ScenarioDraft();
        foreach (var number in numbers)
        {
            var gene = new Gene(number);
            Additions[gene.Take(Additions.Length)](draft, gene);
        }

        var text = ScenarioPrinter.PrintShort(draft.Finish());
        return ScenarioParser.Parse(Name, Name, text);
    }

    private static void Request(ScenarioDraft draft, Gene gene) => draft.Request(gene.Of(0, 0, 1));

    private static void Syscall(ScenarioDraft draft, Gene gene)
    {
        if (gene.Take(2) == 1)
        {
            draft.Call();
        }

        draft.OpenSyscall();
    }

    private static void Nmi(ScenarioDraft draft, Gene gene) => Handler(draft, gene, ContextLevel.Nmi, gene.Of(1, 1, 2));

    private static void Irq(ScenarioDraft draft, Gene gene) => Handler(draft, gene, gene.Of(ContextLevel.Irq, ContextLevel.Irq, ContextLevel.SoftIrq), 1);

    private static void Handler(ScenarioDraft draft, Gene gene, ContextLevel level, int depth)
    {
        var first = gene.Take(5);
        draft.OpenHandler(level, depth, gene.Of(1u, 1u, 2u), inUserMode: gene.Take(3) < 2, onFirstCpu: gene.Take(3) == 2);
        switch (first)
        {
            case 0 or 1:
                draft.Request(0);
                break;
            case 2:
                draft.Request(1);
                break;
            case 3:
                draft.Do("resched");
                break;
        }
    }

    private static void Cancel(ScenarioDraft draft, Gene gene) => draft.Cancel(gene.Of(0, 0, 1));

    private static void Exit(ScenarioDraft draft, Gene gene) => draft.Exit();

    private static void Remote(ScenarioDraft draft, Gene gene)
    {
        string[] plan = gene.Take(8) switch
        {
            0 => ["cancel"],
            1 => ["quiesce", "cancel"],
            2 => ["cancel", "register"],
            3 => ["quiesce", "cancel", "register"],
            4 => ["quiesce", "cancel", "free"],
            5 => ["cancel", "free"],
            6 => ["register"],
            _ => ["quiesce", "cancel", "register-other"],
        };
        draft.OpenRemote();
        var tracer = gene.Take(2);
        foreach (var verb in plan)
        {
            if (verb == "register-other")
            {
                draft.Late(1 - tracer);
                draft.OnRemote("register", 1 - tracer);
                continue;
            }

            if (plan.Length == 1 && verb == "register")
            {
                draft.Late(tracer);
            }

            draft.OnRemote(verb, tracer);
        }
    }

    private static void Hook(ScenarioDraft draft, Gene gene)
    {
        var tracepoint = gene.Of(Tracepoint.UserEnter, Tracepoint.UserExit, Tracepoint.IrqDisable, Tracepoint.IrqEnable, Tracepoint.SchedSwitch, Tracepoint.SchedProcessExit, Tracepoint.SignalDeliver);
        draft.OpenProbe(
            tracepoint,
            gene.Of<uint?>(1, 1, 2, null),
            ofTask: gene.Take(3) == 2);
        // A cancellation sleeps, which is a mistake of its caller with interrupts off.
        if (gene.Take(4) < 3 || tracepoint is not (Tracepoint.SchedProcessExit or Tracepoint.SignalDeliver))
        {
            draft.Request(gene.Take(2));
        }
        else
        {
            draft.Cancel(gene.Take(2));
        }
    }

    private static void Block(ScenarioDraft draft, Gene gene) => draft.Do("block");

    private static void Resched(ScenarioDraft draft, Gene gene) => draft.Do("resched");

    private static void Call(ScenarioDraft draft, Gene gene)
    {
        if (gene.Take(3) < 2)
        {
            draft.Call();
        }
        else
        {
            draft.Return();
        }
    }

    private static void TracerOption(ScenarioDraft draft, Gene gene)
    {
        var option = gene.Take(7);
        var tracer = gene.Of(0, 0, 1);
        draft.Change(tracer, line => option switch
        {
            0 => line with { Kind = DescriptorKind.PerTask },
            1 => line with { Kind = DescriptorKind.PerCpu },
            2 => line with { CallbackRequests = 1 },
            3 => line with { CallbackRequests = 2 },
            4 => line with { CallbackCancels = true },
            5 => line with { ByIrqWork = true },
            _ => line with { Quiesced = true },
        });
    }

    private static void Cpu(ScenarioDraft draft, Gene gene) => draft.AddCpu(taskMoves: gene.Take(2) == 0);

    private static void Task(ScenarioDraft draft, Gene gene) =>
        draft.AddTask(gene.Take(3), gene.Of(TaskKind.User, TaskKind.User, TaskKind.User, TaskKind.UserWorker, TaskKind.KernelThread));

    private static void Signal(ScenarioDraft draft, Gene gene) => draft.Signal();

    private static void Stop(ScenarioDraft draft, Gene gene) => draft.Do("stop");

    private static void Unwind(ScenarioDraft draft, Gene gene) => draft.Do("unwind");

    private static void MmapWrite(ScenarioDraft draft, Gene gene) => draft.Do("mmap-write");

    private static void Fork(ScenarioDraft draft, Gene gene) => draft.Fork(goOnInChild: gene.Take(2) == 1);

    private static void Budget(ScenarioDraft draft, Gene gene)
    {
        var budgets = draft.Budgets;
        draft.Budgets = gene.Take(3) switch
        {
            0 => budgets with { Faults = Math.Min(budgets.Faults + 1, 2) },
            1 => budgets with { Allocations = Math.Min(budgets.Allocations + 1, 2) },
            _ => budgets with { Preemptions = Math.Min(budgets.Preemptions + 1, 2) },
        };
    }

    private static void Setting(ScenarioDraft draft, Gene gene)
    {
        switch (gene.Take(9))
        {
            case 0 or 1:
                draft.Records = true;
                draft.BufferSize = gene.Of<uint?>(null, null, 0, 1, 2, 3);
                break;
            case 2 or 3:
                draft.CounterBits = 1 + gene.Take(3);
                draft.CounterStart = (ulong)gene.Take(3);
                break;
            case 4:
                draft.Architecture = Architecture.Arm64;
                break;
            case 5 or 6:
                draft.Architecture = Architecture.Generic32;
                break;
            case 7:
                // Around the sign of an int, and near the last bit, but never so many that a registration is refused.
                draft.OtherTracers = gene.Of(1, 29, 30, 31, 32, 48);
                break;
            default:
                draft.Configured = false;
                break;
        }
    }
}
