using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Interrupts that strike in user mode.</summary>
public sealed class UserModeInterruptTests
{
    [Fact]
    public void An_interrupt_in_user_mode_is_an_entry_of_its_own_with_the_stack_of_where_it_struck()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")], inUserMode: true);
        bench.Start(bench.Task("A"), [new UserCall(), Bench.Syscall()], on: 0);

        Assert.Equal(
            [
                "[11] tick return [12←10] return",
                "[12←10] return",
                "[12←10] return [15←10] tick return",
                "[12←10] tick return",
                "[13←10] tick return [12←10] return",
            ],
            bench.Outcomes(ReadStacks));
    }

    [Fact]
    public void An_interrupt_that_strikes_in_kernel_mode_only_makes_no_entries()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")], inUserMode: false);
        bench.Start(bench.Task("A"), [new UserCall()], on: 0);

        Assert.Equal([""], bench.Outcomes(ReadStacks));
    }

    [Fact]
    public void An_NMI_in_user_mode_returns_without_an_exit_loop_and_leaves_what_it_adds_to_the_next_one()
    {
        var bench = new Bench();
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Queue(bench.Node("a")), Act.Note("pmi")], inUserMode: true);
        bench.Start(bench.Task("A"), [new UserCall()], on: 0);

        Assert.Equal(["", "enter pmi return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void A_work_that_an_interrupt_adds_in_user_mode_runs_before_it_returns()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Queue(bench.Node("a"))], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "enter a return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void Two_interrupts_may_strike_in_either_order_at_one_place_in_user_mode()
    {
        var bench = new Bench();
        bench.Interrupt("a", ContextLevel.Irq, [Act.Note("a")], inUserMode: true);
        bench.Interrupt("b", ContextLevel.Irq, [Act.Note("b")], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "a", "a b", "b", "b a"], bench.Outcomes());
    }

    [Fact]
    public void An_interrupt_of_another_CPU_makes_no_entry_here()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Note("tick")], on: [1], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal([""], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void An_interrupt_that_asks_for_the_CPU_takes_the_task_off_it_on_the_way_back()
    {
        var bench = new Bench();
        bench.Interrupt("tick", ContextLevel.Irq, [new NeedReschedAction()], inUserMode: true);
        bench.Start(bench.Task("A"), [new UserCall()], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"))], allowed: [0]);

        Assert.Contains("enter-A enter-B B return-B return-A", bench.Outcomes(Read.EntriesOfTasks));
    }

    private static string? ReadStacks(object occurrence) => occurrence switch
    {
        KernelEntered entered => entered.Stack.ToString(),
        UserReturned => "return",
        _ => null,
    };
}
