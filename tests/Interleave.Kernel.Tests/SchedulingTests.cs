using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>How tasks share CPUs.</summary>
public sealed class SchedulingTests
{
    [Fact]
    public void A_task_is_preempted_only_in_kernel_mode_with_interrupts_on()
    {
        var bench = TwoTasks(new Budgets(Preemptions: 1), [Act.InterruptsOff()]);

        Assert.Equal(["B off on", "off on B"], bench.Outcomes());
    }

    [Fact]
    public void A_preempted_task_goes_on_where_it_was()
    {
        var bench = TwoTasks(new Budgets(Preemptions: 1), [Act.Note("1"), Act.Note("2")]);

        Assert.Equal(["1 2 B", "1 B 2", "B 1 2"], bench.Outcomes());
    }

    [Fact]
    public void Without_a_budget_for_preemptions_a_task_keeps_its_CPU_until_it_gives_it_up()
    {
        var bench = TwoTasks(new Budgets(), [Act.Note("1"), Act.Note("2")]);

        Assert.Equal(["1 2 B"], bench.Outcomes());
    }

    [Fact]
    public void An_interrupt_handler_is_not_preempted()
    {
        var bench = TwoTasks(new Budgets(Preemptions: 1), [Act.Note("A")]);
        bench.Interrupt("tick", ContextLevel.SoftIrq, [Act.Span("tick")]);

        Assert.All(bench.Outcomes(), static outcome => Assert.DoesNotContain("tick( B", outcome, StringComparison.Ordinal));
    }

    [Fact]
    public void A_preempted_task_may_go_on_on_any_CPU_that_it_is_allowed()
    {
        var bench = new Bench(cpus: 3, budgets: new Budgets(Preemptions: 1));
        bench.Start(bench.Task("A"), [Bench.Syscall(Act.NoteCpu(), Act.NoteCpu())], on: 0, allowed: [0, 2]);

        Assert.Equal(["cpu0 cpu0", "cpu0 cpu2", "cpu2 cpu2"], bench.Outcomes());
    }

    [Fact]
    public void A_task_that_sleeps_wakes_up_on_any_CPU_that_it_is_allowed()
    {
        var bench = new Bench(cpus: 3);
        bench.Start(bench.Task("A"), [Bench.Syscall(Act.NoteCpu(), new BlockAction(), Act.NoteCpu())], on: 0, allowed: [0, 2]);

        Assert.Equal(["cpu0 cpu0", "cpu0 cpu2"], bench.Outcomes());
    }

    [Fact]
    public void Another_task_may_use_the_CPU_while_one_sleeps()
    {
        var bench = TwoTasks(new Budgets(), [Act.Note("1"), new BlockAction(), Act.Note("2")]);

        Assert.Equal(["1 2 B", "1 B 2"], bench.Outcomes());
    }

    [Fact]
    public void A_task_that_should_give_up_the_CPU_does_so_before_it_returns_to_user_mode()
    {
        var bench = TwoTasks(new Budgets(), [new NeedReschedAction(), Act.Note("A")]);

        Assert.Equal(
            ["enter-A A enter-B B return-B return-A", "enter-A A return-A enter-B B return-B"],
            bench.Outcomes(Read.EntriesOfTasks));
    }

    [Fact]
    public void The_request_to_give_up_the_CPU_is_forgotten_once_it_was_granted()
    {
        var bench = new Bench();
        bench.At(Tracepoint.SchedSwitch, Act.Note("switch"));
        bench.Start(bench.Task("A"), [Bench.Syscall(new NeedReschedAction()), Bench.Syscall()], on: 0);

        Assert.Equal(["switch"], bench.Outcomes());
    }

    [Fact]
    public void Interrupts_are_on_when_a_task_goes_on_after_it_was_off_the_CPU()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")]);
        bench.Task("A", new BlockAction(), Act.Note("1"), Act.Note("2"));

        Assert.Contains("1 tick 2", bench.Outcomes());
    }

    private static Bench TwoTasks(Budgets budgets, IKernelAction[] syscall)
    {
        var bench = new Bench(budgets: budgets);
        bench.Task("A", syscall);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"))], allowed: [0]);
        return bench;
    }
}
