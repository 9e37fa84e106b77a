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
    public void An_NMI_in_user_mode_passes_none_of_the_hooks_of_an_entry()
    {
        var bench = BenchWithHooks(notification: null);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Queue(bench.Node("a")), Act.NoteFlag(bench.InterruptFlag, "pmi")], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "enter pmi=nmi return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Theory]
    [InlineData(NmiNotification.InterruptSetsFlag)]
    [InlineData(NmiNotification.InterruptKnowsTask)]
    [InlineData(NmiNotification.FlagSetAtOnce)]
    public void An_NMI_in_user_mode_that_raises_an_interrupt_gets_an_exit_loop_in_the_same_entry_context(NmiNotification notification)
    {
        var bench = BenchWithHooks(notification);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a")), Act.Note("pmi")], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "enter pmi user_exit entry-hook a before-exit exit-hook user_enter return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void A_work_that_an_NMI_adds_in_user_mode_unwinds_the_interrupted_stack()
    {
        var bench = BenchWithHooks(NmiNotification.FlagSetAtOnce, quiet: true);
        var work = new Work();
        work.Does(Act.Unwind());
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a", work))], inUserMode: true);
        bench.Start(bench.Task("A"), [new UserCall()], on: 0);

        Assert.Equal(["", "[11] [11] return", "[13←10] [13←10] return"], bench.Outcomes(ReadStacks));
    }

    [Fact]
    public void An_NMI_of_another_CPU_does_not_strike_a_task_in_user_mode_here()
    {
        var bench = new Bench(cpus: 2);
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.Note("pmi")], on: [1], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal([""], bench.Outcomes(Read.WorksAndEntries));
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

    private static Bench BenchWithHooks(NmiNotification? notification, bool quiet = false)
    {
        var bench = new Bench();
        if (quiet)
        {
            bench.Machine.Install(new Hooks { Notification = notification });
            return bench;
        }

        bench.At(Tracepoint.UserExit, Act.Note("user_exit"));
        bench.At(Tracepoint.UserEnter, Act.Note("user_enter"));
        bench.Machine.Install(new Hooks { Notification = notification, Entry = Act.Note("entry-hook"), BeforeExit = Act.Note("before-exit"), Exit = Act.Note("exit-hook") });
        return bench;
    }

    private static string? ReadStacks(object occurrence) => occurrence switch
    {
        KernelEntered entered => entered.Stack.ToString(),
        UserReturned => "return",
        _ => null,
    };

    [Fact]
    public void An_interrupt_that_an_NMI_in_user_mode_raises_enters_the_kernel_with_interrupts_off()
    {
        var bench = new Bench();
        bench.Machine.Install(new Hooks { Notification = NmiNotification.InterruptSetsFlag, Entry = Act.NoteFlag(bench.InterruptFlag, "entry") });
        bench.Interrupt("pmi", ContextLevel.Nmi, [Act.QueueFromNmi(bench.Node("a"))], inUserMode: true);
        bench.Start(bench.Task("A"), [], on: 0);

        Assert.Equal(["", "entry=off a"], bench.Outcomes(Read.Works));
    }
}
