using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>SRCU.</summary>
public sealed class SrcuTests
{
    [Fact]
    public void A_wait_lasts_until_a_reader_that_began_before_it_has_finished()
    {
        var outcomes = ReaderAndWaiter().Outcomes();

        Assert.Contains("A( wait )A done", outcomes);
        Assert.DoesNotContain(outcomes, static outcome => outcome.Contains("A( wait done", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wait_need_not_last_until_a_reader_that_began_after_it_has_finished() =>
        Assert.Contains("wait A( done )A", ReaderAndWaiter().Outcomes());

    /// <summary>A begins to read when B, which has found it idle, sleeps for C, and goes on reading until B is through.</summary>
    [Fact]
    public void A_later_reader_may_wait_for_the_one_who_waits()
    {
        var bench = new Bench(cpus: 3);
        var tasks = (A: bench.Task("A"), C: bench.Task("C"), B: bench.Task("B"));
        var srcu = bench.Machine.AddSrcu("srcu");
        var (reading, asleep, late, over) = (bench.Model.Cell("reading"), bench.Model.Cell("asleep"), bench.Model.Cell("late"), bench.Model.Cell("over"));
        bench.At(Tracepoint.SchedSwitch, Act.Set(asleep));
        bench.Start(tasks.A, [Bench.Syscall(Act.Await(asleep), Enter(srcu), Act.Set(late), Act.Await(over), Leave(srcu), Act.Note("A"))], on: 0);
        bench.Start(tasks.C, [Bench.Syscall(Enter(srcu), Act.Set(reading), Act.Await(late), Leave(srcu))], on: 1);
        bench.Start(tasks.B, [Bench.Syscall(Act.Await(reading), Wait(srcu), Act.Note("B"), Act.Set(over))], on: 2);

        Assert.Equal(["B A"], bench.Outcomes());
    }

    [Fact]
    public void A_reader_may_be_switched_out()
    {
        var bench = new Bench();
        var (reader, waiter) = (bench.Task("A"), bench.Task("B"));
        var srcu = bench.Machine.AddSrcu("srcu");
        bench.Start(reader, [Bench.Syscall(Enter(srcu), Act.Note("A("), new BlockAction(), Act.Note(")A"), Leave(srcu))], on: 0);
        bench.Start(waiter, [Bench.Syscall(Act.Note("wait"), Wait(srcu), Act.Note("done"))], allowed: [0]);

        Assert.Equal(["A( )A wait done", "A( wait )A done"], bench.Outcomes());
    }

    [Fact]
    public void Several_readers_are_waited_for()
    {
        var bench = new Bench(cpus: 3);
        var (a, b, waiter) = (bench.Task("A"), bench.Task("B"), bench.Task("W"));
        var srcu = bench.Machine.AddSrcu("srcu");
        bench.Start(a, [Bench.Syscall([.. Reading(srcu, "A")])], on: 0);
        bench.Start(b, [Bench.Syscall([.. Reading(srcu, "B")])], on: 1);
        bench.Start(waiter, [Bench.Syscall(Act.Note("wait"), Wait(srcu), Act.Note("done"))], on: 2);

        var outcomes = bench.Outcomes();
        Assert.Contains("A( B( wait )A )B done", outcomes);
        Assert.DoesNotContain(outcomes, static outcome => outcome.StartsWith("A( B( wait", StringComparison.Ordinal) && !outcome.EndsWith("done", StringComparison.Ordinal));
    }

    [Fact]
    public void A_reader_that_waits_for_itself_waits_for_ever()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var srcu = bench.Machine.AddSrcu("srcu");
        bench.Start(task, [Bench.Syscall(Enter(srcu), Wait(srcu))], on: 0);

        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    [Fact]
    public void A_wait_without_readers_does_not_sleep()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var srcu = bench.Machine.AddSrcu("srcu");
        bench.At(Tracepoint.SchedSwitch, Act.Note("switch"));
        bench.Start(task, [Bench.Syscall(Enter(srcu), Leave(srcu), Wait(srcu), Act.Note("done"))], on: 0);

        Assert.Equal(["done"], bench.Outcomes());
    }

    [Fact]
    public void A_wait_in_an_interrupt_is_a_bug()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var srcu = bench.Machine.AddSrcu("srcu");
        bench.Interrupt("tick", ContextLevel.Irq, [Wait(srcu)]);
        bench.Start(task, [Bench.Syscall()], on: 0);

        Assert.Equal(["", "Irq-slept"], bench.Outcomes(Read.Bugs));
    }

    private static Bench ReaderAndWaiter()
    {
        var bench = new Bench(cpus: 2);
        var (reader, waiter) = (bench.Task("A"), bench.Task("B"));
        var srcu = bench.Machine.AddSrcu("srcu");
        bench.Start(reader, [Bench.Syscall([.. Reading(srcu, "A")])], on: 0);
        bench.Start(waiter, [Bench.Syscall(Act.Note("wait"), Wait(srcu), Act.Note("done"))], on: 1);
        return bench;
    }

    private static IEnumerable<IKernelAction> Reading(Srcu srcu, string name) => [Enter(srcu), Act.Span(name), Leave(srcu)];

    private static IKernelAction Enter(Srcu srcu) => Act.Of(srcu, static async (context, srcu) => await srcu.ReadLock(context));

    private static IKernelAction Leave(Srcu srcu) => Act.Of(srcu, static async (context, srcu) => await srcu.ReadUnlock(context));

    private static IKernelAction Wait(Srcu srcu) => Act.Of(srcu, static async (context, srcu) => await srcu.Synchronize(context));

    [Fact]
    public void Several_who_wait_for_one_reader_are_all_served_and_none_before_it_has_finished()
    {
        var bench = new Bench(cpus: 3);
        var (reader, one, other) = (bench.Task("A"), bench.Task("B"), bench.Task("C"));
        var srcu = bench.Machine.AddSrcu("srcu", severalWait: true);
        var reading = bench.Model.Cell("reading");
        bench.Start(reader, [Bench.Syscall(Enter(srcu), Act.Set(reading), Act.Note("A"), Leave(srcu))], on: 0);
        bench.Start(one, [Bench.Syscall(Act.Await(reading), Wait(srcu), Act.Note("B"))], on: 1);
        bench.Start(other, [Bench.Syscall(Act.Await(reading), Wait(srcu), Act.Note("C"))], on: 2);

        Assert.Equal(["A B C", "A C B"], bench.Outcomes());
    }
}
