using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>What locks report: monitors of lock order and of sleeping rely on it.</summary>
public sealed class LockEventTests
{
    [Fact]
    public void A_mutex_is_wanted_taken_and_given_back()
    {
        var bench = new Bench();
        bench.Task("A", Act.Of(bench.Machine.AddMutex("m"), static async (context, mutex) =>
        {
            await mutex.Acquire(context);
            await mutex.Release(context);
        }));

        Assert.Equal(["wanted-m taken-m dropped-m"], bench.Outcomes(Locks));
    }

    [Fact]
    public void A_section_of_SRCU_is_held_and_a_wait_for_it_wants_it()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Start(task, [Bench.Syscall(Act.Of(bench.Machine.AddSrcu("s"), static async (context, srcu) =>
        {
            await srcu.ReadLock(context);
            await srcu.ReadUnlock(context);
            await srcu.Synchronize(context);
        }))], on: 0);

        Assert.Equal(["taken-s dropped-s wanted-s"], bench.Outcomes(Locks));
    }

    [Theory]
    [InlineData("schedule()")]
    [InlineData("synchronize_rcu()")]
    [InlineData("down_read()")]
    [InlineData("down_write()")]
    public void Whatever_may_sleep_is_a_bug_in_an_interrupt(string function)
    {
        var bench = new Bench();
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Interrupt("tick", ContextLevel.Irq, [function switch
        {
            "schedule()" => new BlockAction(),
            "synchronize_rcu()" => Act.Of(bench.Machine.TaskList.Rcu, static async (context, rcu) => await rcu.Synchronize(context)),
            "down_read()" => Act.Of(semaphore, static async (context, semaphore) => await semaphore.AcquireRead(context)),
            _ => Act.Of(semaphore, static async (context, semaphore) => await semaphore.AcquireWrite(context)),
        }]);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);

        Assert.Equal(["", function], bench.Outcomes(static occurrence => (occurrence as SleptInAtomic)?.Where));
    }

    [Fact]
    public void A_task_that_has_waited_goes_on_with_interrupts_on_and_passes_the_hook()
    {
        var bench = new Bench();
        var (mutex, held, waiting) = (bench.Machine.AddMutex("m"), bench.Model.Cell("held"), bench.Model.Cell("waiting"));
        bench.Machine.Install(new Hooks { Scheduled = Act.NoteFlag(bench.InterruptFlag, "scheduled-in") });
        bench.At(Tracepoint.SchedSwitch, Act.Set(waiting));
        bench.Task("A", Act.Await(held), Act.Of(mutex, static async (context, mutex) => await mutex.Acquire(context)), Act.Note("A"));
        bench.Remote("remote", [], Act.Of((mutex, held, waiting), static async (context, on) =>
        {
            await on.mutex.Acquire(context);
            await on.held.WriteOnce(1);
            await on.waiting.WaitUntil(1);
            await on.mutex.Release(context);
        }));

        Assert.Equal(["scheduled-in=on A"], bench.Outcomes());
    }

    [Fact]
    public void A_task_that_has_waited_for_readers_goes_on_with_interrupts_on_and_passes_the_hook()
    {
        var bench = new Bench(cpus: 2);
        var (reader, waiter) = (bench.Task("A"), bench.Task("B"));
        var (srcu, reading, waiting) = (bench.Machine.AddSrcu("s"), bench.Model.Cell("reading"), bench.Model.Cell("waiting"));
        bench.Machine.Install(new Hooks { Scheduled = Act.NoteFlag(bench.InterruptFlag, "scheduled-in") });
        bench.At(Tracepoint.SchedSwitch, Act.Set(waiting));
        bench.Start(reader, [Bench.Syscall(Act.Of((srcu, reading, waiting), static async (context, on) =>
        {
            await on.srcu.ReadLock(context);
            await on.reading.WriteOnce(1);
            await on.waiting.WaitUntil(1);
            await on.srcu.ReadUnlock(context);
        }))], on: 0);
        bench.Start(waiter, [Bench.Syscall(Act.Await(reading), Act.Of(srcu, static async (context, srcu) => await srcu.Synchronize(context)), Act.Note("B"))], on: 1);

        Assert.Equal(["scheduled-in=on B"], bench.Outcomes());
    }

    private static string? Locks(object occurrence) => occurrence switch
    {
        LockWanted wanted => $"wanted-{wanted.Lock}",
        LockTaken taken => $"taken-{taken.Lock}",
        LockDropped dropped => $"dropped-{dropped.Lock}",
        _ => null,
    };
}
