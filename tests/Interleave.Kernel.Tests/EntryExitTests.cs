using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>When works run on the way back to user mode.</summary>
public sealed class EntryExitTests
{
    [Fact]
    public void A_work_that_an_interrupt_adds_in_a_system_call_runs_before_the_return_to_user_mode()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Queue(bench.Node("a"))]);
        bench.Task("A", Act.Note("syscall"));

        Assert.Equal(["enter queued syscall a return", "enter syscall queued a return", "enter syscall return"], bench.Outcomes(ReadWithAdding));
    }

    [Fact]
    public void A_work_that_an_NMI_adds_after_the_last_look_at_the_flags_runs_one_entry_later()
    {
        var bench = new Bench();
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Queue(bench.Node("a"))]);
        bench.Start(bench.Task("A"), [Bench.Syscall(), Bench.Syscall()], on: 0);

        Assert.Equal(
            [
                "enter queued a return enter return",
                "enter queued return enter a return",
                "enter return enter queued a return",
                "enter return enter queued return",
                "enter return enter return",
            ],
            bench.Outcomes(ReadWithAdding));
    }

    [Fact]
    public void A_work_that_is_added_at_irq_disable_in_the_exit_loop_runs_before_the_return()
    {
        var bench = new Bench();
        var node = bench.Node("a");
        var left = bench.Model.Cell("left", 1);
        bench.At(Tracepoint.IrqDisable, Once(left, node));
        bench.Task("A");
        bench.Start(bench.Machine.Tasks[0], [Bench.Syscall()], on: 0);

        Assert.Equal(["enter queued a return"], bench.Outcomes(ReadWithAdding));
    }

    [Fact]
    public void A_work_that_is_added_at_user_enter_runs_one_entry_later()
    {
        var bench = new Bench();
        var left = bench.Model.Cell("left", 1);
        bench.At(Tracepoint.UserEnter, Once(left, bench.Node("a")));
        bench.Start(bench.Task("A"), [Bench.Syscall(), Bench.Syscall()], on: 0);

        Assert.Equal(["enter queued return enter a return"], bench.Outcomes(ReadWithAdding));
    }

    [Fact]
    public void A_task_that_adds_a_work_at_every_irq_disable_never_returns_to_user_mode()
    {
        var bench = new Bench();
        bench.At(Tracepoint.IrqDisable, Act.Queue(bench.Node("a")));
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);

        Assert.Equal([EngineInvariants.Terminates], bench.Violated());
    }

    [Fact]
    public void Works_run_with_interrupts_on_so_that_an_interrupt_can_add_another_one_meanwhile()
    {
        var bench = new Bench();
        var work = new Work();
        work.Does(Act.Span("a"));
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Queue(bench.Node("b"))]);
        bench.Task("A", Act.Queue(bench.Node("a", work)));

        Assert.Contains("enter queued a a( queued )a b return", bench.Outcomes(ReadWithAdding));
    }

    private static IKernelAction Once(Cell left, CallbackHead node) => Act.Of((left, node), static async (context, on) =>
    {
        if (await on.left.Exchange(0) == 1)
        {
            await TaskWork.Add(context.Current, on.node);
        }
    });

    private static string? ReadWithAdding(object occurrence) => occurrence is WorkQueued ? "queued" : Read.WorksAndEntries(occurrence);

    [Fact]
    public void A_task_that_has_works_only_does_not_leave_its_CPU()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.Note("switch"));
        bench.Task("A", Act.Queue(bench.Node("a")));

        Assert.Equal(["a"], bench.Outcomes(Read.Works));
    }

    /// <summary>As from an NMI whose interrupt has not come yet.</summary>
    [Theory]
    [InlineData(TaskKind.User)]
    [InlineData(TaskKind.UserWorker)]
    public void A_work_that_the_task_has_not_been_told_of_waits_for_the_next_one(TaskKind kind)
    {
        var bench = new Bench();
        var untold = Act.Of(0, static async (context, _) => await context.Current.ThreadFlags.FetchAndNot(TaskStruct.TifNotifyResume));
        bench.Start(
            bench.Task("A", kind),
            [Bench.Syscall(Act.Queue(bench.Node("a")), untold, new NeedReschedAction(), Act.Note("1")), Bench.Syscall(Act.Note("2"), Act.Queue(bench.Node("b")))],
            on: 0);

        Assert.Equal(["1 2 b a"], bench.Outcomes(Read.Works));
    }
}
