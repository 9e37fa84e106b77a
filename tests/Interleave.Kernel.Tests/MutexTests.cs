using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Mutexes.</summary>
public sealed class MutexTests
{
    [Fact]
    public void One_task_at_a_time_holds_it()
    {
        var bench = new Bench(cpus: 2);
        var mutex = bench.Machine.AddMutex("m");
        bench.Start(bench.Task("A"), [Bench.Syscall(Lock(mutex), Act.Span("A"), Unlock(mutex))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Lock(mutex), Act.Span("B"), Unlock(mutex))], on: 1);

        Assert.Equal(["A( )A B( )B", "B( )B A( )A"], bench.Outcomes());
    }

    [Fact]
    public void Whoever_waits_is_woken_in_any_order()
    {
        var bench = new Bench(cpus: 3);
        var mutex = bench.Machine.AddMutex("m");
        foreach (var (name, cpu) in ((string, int)[])[("A", 0), ("B", 1), ("C", 2)])
        {
            bench.Start(bench.Task(name), [Bench.Syscall(Lock(mutex), Act.Note(name), Unlock(mutex))], on: cpu);
        }

        Assert.Equal(["A B C", "A C B", "B A C", "B C A", "C A B", "C B A"], bench.Outcomes());
    }

    [Fact]
    public void Whoever_waits_gives_up_the_CPU_meanwhile()
    {
        var bench = new Bench(cpus: 2);
        var mutex = bench.Machine.AddMutex("m");
        bench.Start(bench.Task("A"), [Bench.Syscall(Lock(mutex), Act.Span("A"), Unlock(mutex))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"), Lock(mutex), Act.Span("B"), Unlock(mutex))], on: 1);
        bench.Start(bench.Task("C"), [Bench.Syscall(Act.Note("C"))], allowed: [1]);

        var outcomes = bench.Outcomes();
        Assert.Contains("A( B C )A B( )B", outcomes);
        Assert.DoesNotContain("B B( C )B A( )A", outcomes);
    }

    [Fact]
    public void A_preempted_owner_on_the_only_CPU_goes_on_when_the_next_one_waits()
    {
        var bench = new Bench(budgets: new Budgets(Preemptions: 1));
        var mutex = bench.Machine.AddMutex("m");
        bench.Start(bench.Task("A"), [Bench.Syscall(Lock(mutex), Act.Span("A"), Unlock(mutex))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("B"), Lock(mutex), Act.Span("B"), Unlock(mutex))], allowed: [0]);

        Assert.Equal(["A( )A B B( )B", "A( B )A B( )B", "B A( )A B( )B", "B B( )B A( )A"], bench.Outcomes());
    }

    [Fact]
    public void A_task_that_has_it_already_waits_for_ever()
    {
        var bench = new Bench();
        var mutex = bench.Machine.AddMutex("m");
        bench.Task("A", Lock(mutex), Lock(mutex));

        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    [Fact]
    public void Two_that_are_taken_in_both_orders_deadlock()
    {
        var bench = new Bench(cpus: 2);
        var (one, other) = (bench.Machine.AddMutex("m"), bench.Machine.AddMutex("n"));
        bench.Start(bench.Task("A"), [Bench.Syscall(Lock(one), Lock(other), Unlock(other), Unlock(one))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Lock(other), Lock(one), Unlock(one), Unlock(other))], on: 1);

        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    [Fact]
    public void Somebody_elsewhere_and_a_task_keep_each_other_out()
    {
        var bench = new Bench();
        var mutex = bench.Machine.AddMutex("m");
        bench.Task("A", Lock(mutex), Act.Span("A"), Unlock(mutex));
        bench.Remote("remote", [], Lock(mutex), Act.Span("R"), Unlock(mutex));

        Assert.Equal(["A( )A R( )R", "R( )R A( )A"], bench.Outcomes());
    }

    [Fact]
    public void A_task_that_waits_is_traced_as_it_leaves_its_CPU()
    {
        var bench = new Bench();
        var mutex = bench.Machine.AddMutex("m");
        bench.At(Tracepoint.SchedSwitch, Act.Note("switch"));
        bench.Task("A", Lock(mutex), Act.Note("A"), Unlock(mutex));
        bench.Remote("remote", [], Lock(mutex), Act.Span("R"), Unlock(mutex));

        // Also when it is given back between the attempt and the sleep.
        Assert.Equal(["A R( )R", "R( )R A", "R( )R switch A", "R( switch )R A", "switch R( )R A"], bench.Outcomes());
    }

    [Fact]
    public void An_interrupt_that_takes_it_is_a_bug()
    {
        var bench = new Bench();
        var mutex = bench.Machine.AddMutex("m");
        bench.Interrupt("tick", ContextLevel.Irq, [Lock(mutex), Unlock(mutex)]);
        bench.Task("A", Act.Note("A"));

        Assert.Equal(["A", "A Irq-slept", "Irq-slept A"], bench.Outcomes(Read.Bugs));
    }

    [Fact]
    public void An_interrupt_that_waits_for_the_task_below_it_waits_for_ever()
    {
        var bench = new Bench();
        var mutex = bench.Machine.AddMutex("m");
        bench.Interrupt("tick", ContextLevel.Irq, [Lock(mutex), Unlock(mutex)]);
        bench.Task("A", Lock(mutex), Unlock(mutex));

        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    [Fact]
    public void An_interrupt_that_waits_for_another_CPU_spins_until_that_gives_it_back()
    {
        var bench = new Bench(cpus: 2);
        var mutex = bench.Machine.AddMutex("m");
        bench.Interrupt("tick", ContextLevel.Irq, [Lock(mutex), Act.Note("tick"), Unlock(mutex)], on: [1]);
        bench.Start(bench.Task("A"), [Bench.Syscall(Lock(mutex), Act.Span("A"), Unlock(mutex))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall()], on: 1);
        bench.Start(bench.Task("C"), [Bench.Syscall(Act.Note("C"))], allowed: [1]);

        var outcomes = bench.Outcomes(Read.Bugs);
        Assert.Contains("A( Irq-slept )A tick C", outcomes);
        Assert.DoesNotContain(outcomes, static outcome => outcome.Contains("Irq-slept C", StringComparison.Ordinal));
    }

    [Fact]
    public void Taking_it_with_interrupts_off_is_a_bug()
    {
        var bench = new Bench();
        var mutex = bench.Machine.AddMutex("m");
        bench.Task("A", Act.Of(mutex, static async (context, mutex) =>
        {
            var flags = await context.IrqSave();
            await mutex.Acquire(context);
            await mutex.Release(context);
            await context.IrqRestore(flags);
        }));

        Assert.Equal(["Task-slept"], bench.Outcomes(Read.Bugs));
    }

    private static IKernelAction Lock(Mutex mutex) => Act.Of(mutex, static async (context, mutex) => await mutex.Acquire(context));

    private static IKernelAction Unlock(Mutex mutex) => Act.Of(mutex, static async (context, mutex) => await mutex.Release(context));
}
