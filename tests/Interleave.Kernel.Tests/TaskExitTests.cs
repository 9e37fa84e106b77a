using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>The end of a task.</summary>
public sealed class TaskExitTests
{
    [Fact]
    public void Works_run_once_the_task_is_marked_as_exiting_and_has_no_address_space()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var work = new Work();
        work.Does(NoteFields(task, "work"));
        bench.Start(task, [Bench.Syscall(Act.Queue(bench.Node("a", work)), NoteFields(task, "before"), new ExitAction())], on: 0, exits: true);

        Assert.Equal(["before-exiting0-mm1 work-exiting1-mm0"], bench.Outcomes());
    }

    [Fact]
    public void Sched_process_exit_is_traced_when_the_task_is_marked_and_its_works_have_not_run()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedProcessExit, Act.Of(0, static async (context, _) =>
        {
            var flags = await context.Current.Flags.ReadOnce();
            Events.Emit(new Note($"traced-exiting{flags}"));
        }));
        bench.Start(bench.Task("A"), [Bench.Syscall(Act.Queue(bench.Node("a")), new ExitAction())], on: 0, exits: true);

        Assert.Equal(["traced-exiting1 a"], bench.Outcomes(Read.Works));
    }

    [Theory]
    [InlineData(KernelRelease.V613, "traced-exiting1-mm0 work-exiting1-mm0 A-freed")]
    [InlineData(KernelRelease.V617, "early-exiting1-mm1 traced-exiting1-mm1 late-exiting1-mm1 work-exiting1-mm0 A-freed")]
    public void The_address_space_goes_before_the_tracepoint_or_after_it_by_the_release(KernelRelease release, string order)
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var work = new Work();
        work.Does(NoteFields(task, "work"));
        bench.Machine.Install(new Hooks { Of = release, ExitEarly = NoteFields(task, "early"), ExitLate = NoteFields(task, "late") });
        bench.At(Tracepoint.SchedProcessExit, NoteFields(task, "traced"));
        bench.Start(task, [Bench.Syscall(Act.Queue(bench.Node("a", work)), new ExitAction())], on: 0, exits: true);

        Assert.Equal([order], bench.Outcomes());
    }

    [Fact]
    public void The_list_is_closed_after_the_last_work()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.Of(bench.Node("late"), static async (context, node) =>
        {
            var error = await TaskWork.Add(context.Current, node);
            Events.Emit(new Note($"add={error}"));
        }));
        bench.Start(bench.Task("A"), [Bench.Syscall(Act.Queue(bench.Node("a")), new ExitAction())], on: 0, exits: true);

        Assert.Equal([$"a add={TaskWork.Esrch}"], bench.Outcomes(Read.Works));
    }

    [Fact]
    public void A_work_that_others_add_to_an_exiting_task_runs_or_is_refused()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Start(task, [Bench.Syscall(new ExitAction())], on: 0, exits: true);
        bench.Remote("remote", [task], Act.QueueFor(task, bench.Node("a")));

        Assert.Equal(["a add=0", $"add={TaskWork.Esrch}"], bench.Outcomes(Read.Works, ordered: false));
    }

    [Fact]
    public void A_work_that_runs_in_exit_may_add_another_one()
    {
        var bench = new Bench();
        var work = new Work();
        work.Does(Act.Queue(bench.Node("b")));
        bench.Start(bench.Task("A"), [Bench.Syscall(Act.Queue(bench.Node("a", work)), new ExitAction())], on: 0, exits: true);

        Assert.Equal(["enter a b"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void A_task_is_freed_after_it_has_left_its_CPU_for_the_last_time()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks());
        bench.At(Tracepoint.SchedSwitch, Act.Note("last-switch"));
        bench.Start(bench.Task("A"), [Bench.Syscall(new ExitAction())], on: 0, exits: true);

        Assert.Equal(["last-switch A-freed gone"], bench.Outcomes(Gone));
    }

    [Fact]
    public void A_task_is_not_freed_while_somebody_holds_a_reference()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Machine.Install(new Hooks());
        bench.Start(task, [Bench.Syscall(new ExitAction())], on: 0, exits: true);
        bench.Remote("one", [task], Act.Note("one"));
        bench.Remote("two", [task], Act.Note("two"));

        Assert.Equal(["one two A-freed gone", "two one A-freed gone"], bench.Outcomes(Gone));
    }

    [Fact]
    public void A_task_that_does_not_exit_is_not_freed()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks());
        bench.Task("A", Act.Note("A"));

        Assert.Equal(["A"], bench.Outcomes(Gone));
    }

    [Fact]
    public void Nothing_follows_exit_and_the_CPU_is_free_for_another_task()
    {
        var bench = new Bench();
        bench.Start(bench.Task("A"), [Bench.Syscall(new ExitAction(), Act.Note("never")), Bench.Syscall(Act.Note("never"))], on: 0, exits: true);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"))], allowed: [0]);

        Assert.Equal(["B"], bench.Outcomes());
    }

    [Fact]
    public void Interrupts_may_strike_while_a_task_exits()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Of(0, static async (context, _) =>
        {
            var mm = await context.Current.Mm.ReadOnce();
            var flags = await context.Current.Flags.ReadOnce();
            Events.Emit(new Note($"exiting{flags}-mm{mm}"));
        })]);
        bench.Start(bench.Task("A"), [Bench.Syscall(new ExitAction())], on: 0, exits: true);

        Assert.Equal(["", "exiting0-mm1", "exiting1-mm0", "exiting1-mm1"], bench.Outcomes());
    }

    private static IKernelAction NoteFields(TaskStruct task, string when) => Act.Of((task, when), static async (_, on) =>
    {
        var flags = await on.task.Flags.ReadOnce();
        var mm = await on.task.Mm.ReadOnce();
        Events.Emit(new Note($"{on.when}-exiting{flags}-mm{mm}"));
    });

    private static string? Gone(object occurrence) => occurrence is TaskGone ? "gone" : null;

    [Fact]
    public void The_end_of_a_task_is_reported_in_its_order()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks { Walks = true });
        bench.Start(bench.Task("A"), [Bench.Syscall(new ExitAction())], on: 0, exits: true);

        Assert.Equal(["exiting-A released-A A-freed gone-A"], bench.Outcomes(static occurrence => occurrence switch
        {
            TaskExiting exiting => $"exiting-{exiting.Task}",
            TaskReleased released => $"released-{released.Task}",
            TaskGone gone => $"gone-{gone.Task}",
            _ => null,
        }));
    }

    [Fact]
    public void The_last_switch_of_a_task_is_traced_with_interrupts_off()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.NoteFlag(bench.InterruptFlag, "switch"));
        bench.Start(bench.Task("A"), [Bench.Syscall(new ExitAction())], on: 0, exits: true);

        Assert.Equal(["switch=off"], bench.Outcomes());
    }
}
