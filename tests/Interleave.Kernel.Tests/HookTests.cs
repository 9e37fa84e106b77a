using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Where tracepoints and the subsystem's hooks are, and whether interrupts are on there.</summary>
public sealed class HookTests
{
    [Fact]
    public void Entry_and_exit_hooks_run_in_the_documented_order_with_interrupts_off()
    {
        var bench = BenchWithHooks();
        bench.Task("A", Act.Note("syscall"));

        Assert.Equal(
            ["enter user_exit=off entry-hook=off irq_disable=off irq_enable=off syscall irq_disable=off before-exit=off irq_enable=off exit-hook=off user_enter=off return"],
            bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void A_round_of_the_exit_loop_is_between_irq_enable_and_irq_disable()
    {
        var bench = BenchWithHooks();
        var work = new Work();
        work.Does(NoteFlag(bench, "work"));
        bench.Task("A", Act.Queue(bench.Node("a", work)));

        Assert.Equal(
            ["enter user_exit=off entry-hook=off irq_disable=off irq_enable=off irq_disable=off irq_enable=off a work=on irq_disable=off before-exit=off irq_enable=off exit-hook=off user_enter=off return"],
            bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void An_entry_by_an_interrupt_passes_the_same_hooks_with_interrupts_off_all_the_way()
    {
        var bench = BenchWithHooks();
        bench.Interrupt("tick", ContextLevel.Irq, [NoteFlag(bench, "handler")], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "enter user_exit=off entry-hook=off irq_disable=off handler=off before-exit=off irq_enable=off exit-hook=off user_enter=off return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void The_subsystem_is_told_of_user_mode_when_no_NMI_strikes_in_the_kernel_any_more()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks { Exit = NoteFlag(bench, "exit-hook"), Back = NoteFlag(bench, "back") });
        bench.Task("A", Act.Note("syscall"));

        Assert.Equal(["enter syscall exit-hook=off back=user return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void Sched_switch_is_traced_with_interrupts_off_in_the_task_that_leaves()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.Of(bench.InterruptFlag, static async (context, flag) =>
        {
            var value = await flag.ReadOnce();
            Events.Emit(new Note($"{context.Current}-leaves-{Name(value)}"));
        }));
        bench.Task("A", new BlockAction(), NoteFlag(bench, "back"));

        Assert.Equal(["A-leaves-off back=on"], bench.Outcomes());
    }

    [Fact]
    public void A_task_that_leaves_a_CPU_prepares_the_switch_with_interrupts_off_and_comes_back_with_interrupts_on()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks { Leaving = NoteFlag(bench, "prepare_task_switch"), Scheduled = NoteFlag(bench, "scheduled-in") });
        bench.Task("A", new BlockAction(), NoteFlag(bench, "back"));

        Assert.Equal(["prepare_task_switch=off scheduled-in=on back=on"], bench.Outcomes());
    }

    [Fact]
    public void What_a_task_asks_for_before_it_leaves_its_cpu_comes_before_the_event_of_that()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.Note("sched_switch"));
        bench.Machine.Install(new Hooks { Leaving = Act.Note("prepare_task_switch"), Scheduled = Act.Note("scheduled-in") });
        bench.Task("A", new BlockAction());

        Assert.Equal(["sched_switch out-A prepare_task_switch scheduled-in in-A"], bench.Outcomes(Read.Switches));
    }

    [Fact]
    public void A_task_that_its_subsystem_keeps_off_its_CPU_waits_until_somebody_elsewhere_lets_it_go()
    {
        var bench = new Bench();
        var (task, away) = (bench.Task("A"), bench.Model.Cell("away"));
        bench.Machine.Install(new Hooks { Away = away });
        bench.Machine.AddElsewhere("elsewhere", away, () => LetGo(task));
        bench.Start(task, [Bench.Syscall(new BlockAction(), Act.Note("A"))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"))], allowed: [0]);

        Assert.Equal(["B elsewhere A", "elsewhere A B", "elsewhere B A"], bench.Outcomes());
    }

    [Fact]
    public void A_preempted_task_passes_the_same_hooks()
    {
        var bench = new Bench(budgets: new Budgets(Preemptions: 1));
        bench.Machine.Install(new Hooks { Leaving = Act.Note("prepare_task_switch"), Scheduled = Act.Note("scheduled-in") });
        bench.Task("A", Act.Note("A"));

        Assert.Equal(["A", "A prepare_task_switch scheduled-in", "prepare_task_switch scheduled-in A"], bench.Outcomes());
    }

    [Fact]
    public void A_subsystem_that_overrides_nothing_keeps_nobody_off_a_cpu_and_walks_no_list()
    {
        var bench = new Bench();
        bench.Machine.Install(new Plain());
        bench.Start(bench.Task("A"), [Bench.Syscall(new BlockAction(), Act.Note("A"), new ExitAction())], on: 0, exits: true);

        Assert.Equal(["out-A in-A A"], bench.Outcomes(static occurrence => occurrence is TaskReleased ? "released" : Read.Switches(occurrence)));
    }

    private static Bench BenchWithHooks()
    {
        var bench = new Bench();
        foreach (var (point, name) in ((Tracepoint, string)[])[
            (Tracepoint.UserExit, "user_exit"), (Tracepoint.IrqEnable, "irq_enable"), (Tracepoint.IrqDisable, "irq_disable"), (Tracepoint.UserEnter, "user_enter")])
        {
            bench.At(point, NoteFlag(bench, name));
        }

        bench.Machine.Install(new Hooks { Entry = NoteFlag(bench, "entry-hook"), BeforeExit = NoteFlag(bench, "before-exit"), Exit = NoteFlag(bench, "exit-hook") });
        return bench;
    }

    private static IKernelAction NoteFlag(Bench bench, string name) => Act.NoteFlag(bench.InterruptFlag, name);

    private static string Name(uint flag) => flag switch { InterruptFlag.On => "on", InterruptFlag.Off => "off", _ => "user" };

    private static async Step LetGo(TaskStruct task)
    {
        await CellOperations.Pass("elsewhere");
        Events.Emit(new Note("elsewhere"));
        await task.Thread.Runnable.WriteOnce(1);
    }

    private sealed class Plain : KernelSubsystem;
}
