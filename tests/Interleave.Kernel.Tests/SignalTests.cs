using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Signals, and works that run in the middle of a system call.</summary>
public sealed class SignalTests
{
    [Fact]
    public void Works_that_are_queued_when_a_signal_is_delivered_see_the_stack_of_the_system_call()
    {
        var bench = new Bench();
        bench.Start(bench.Task("A"), [Signal(Act.Queue(Unwinding(bench, "a")))], on: 0);

        Assert.Equal(["[10] a [10] frame"], bench.Outcomes(Frames));
    }

    [Fact]
    public void A_work_that_is_queued_when_the_signal_is_traced_sees_the_stack_of_the_handler()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SignalDeliver, Act.Queue(Unwinding(bench, "a")));
        bench.Start(bench.Task("A"), [new UserCall(), Signal()], on: 0);

        Assert.Equal(["[12←10] frame a [08←12←10]"], bench.Outcomes(Frames));
    }

    [Fact]
    public void The_signal_is_traced_after_the_works_and_before_the_frame_with_interrupts_on()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SignalDeliver, Act.NoteFlag(bench.InterruptFlag, "signal_deliver"));
        bench.Start(bench.Task("A"), [Signal(Act.Queue(bench.Node("a")))], on: 0);

        Assert.Equal(["[10] a signal_deliver=on frame"], bench.Outcomes(Frames));
    }

    [Fact]
    public void The_handler_runs_with_a_frame_of_its_own_until_it_returns()
    {
        var bench = new Bench();
        bench.Start(
            bench.Task("A"),
            [new UserCall(), Signal(), Bench.Syscall(Act.Unwind()), new UserCall(), Bench.Syscall(Act.Unwind()), new UserReturn(), new UserReturn(), Bench.Syscall(Act.Unwind())],
            on: 0);

        Assert.Equal(["[12←10] frame [14←12←10] [14←12←10] [18←16←12←10] [18←16←12←10] [1e←10] [1e←10]"], bench.Outcomes(Frames));
    }

    [Fact]
    public void A_signal_is_delivered_once()
    {
        var bench = new Bench();
        bench.Start(bench.Task("A"), [Signal(), Bench.Syscall()], on: 0);

        Assert.Equal(["[10] frame [12←10]"], bench.Outcomes(Frames));
    }

    [Fact]
    public void A_work_that_an_interrupt_adds_after_the_frame_is_built_sees_the_handler_and_one_from_before_does_not()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Queue(Unwinding(bench, "a"))]);
        bench.Start(bench.Task("A"), [Signal()], on: 0);

        Assert.Equal(["[10] a [10] frame", "[10] frame", "[10] frame a [08←10]"], bench.Outcomes(Frames));
    }

    [Fact]
    public void A_stop_runs_works_in_the_middle_of_a_system_call()
    {
        var bench = new Bench();
        bench.Task("A", Act.Queue(bench.Node("a")), Act.Note("1"), new RunTaskWorkAction(), Act.Note("2"), Act.Queue(bench.Node("b")), Act.Note("3"));

        Assert.Equal(["enter 1 a 2 3 b return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void A_stop_without_works_does_nothing()
    {
        var bench = new Bench();
        bench.Task("A", Act.Note("1"), new RunTaskWorkAction(), Act.Note("2"));

        Assert.Equal(["enter 1 2 return"], bench.Outcomes(Read.WorksAndEntries));
    }

    private static Syscall Signal(params IKernelAction[] before) => new(new KernelBlock([.. before, new SignalAction()]), DeliversSignal: true);

    private static CallbackHead Unwinding(Bench bench, string name)
    {
        var work = new Work();
        work.Does(Act.Unwind());
        return bench.Node(name, work);
    }

    private static string? Frames(object occurrence) => occurrence switch
    {
        KernelEntered entered => entered.Stack.ToString(),
        SignalFrameBuilt => "frame",
        _ => Read.Works(occurrence),
    };
}
