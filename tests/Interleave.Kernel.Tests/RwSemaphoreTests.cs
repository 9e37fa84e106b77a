using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Reader-writer semaphores, and the one that page faults take.</summary>
public sealed class RwSemaphoreTests
{
    [Fact]
    public void Readers_hold_it_together()
    {
        var bench = new Bench(cpus: 2);
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Start(bench.Task("A"), [Bench.Syscall([.. Reading(semaphore, "A")])], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall([.. Reading(semaphore, "B")])], on: 1);

        Assert.Contains("A( B( )A )B", bench.Outcomes());
    }

    [Fact]
    public void A_writer_is_alone()
    {
        var bench = new Bench(cpus: 2);
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Start(bench.Task("A"), [Bench.Syscall([.. Reading(semaphore, "A")])], on: 0);
        bench.Start(bench.Task("W"), [Bench.Syscall([.. Writing(semaphore, "W")])], on: 1);

        Assert.Equal(["A( )A W( )W", "W( )W A( )A"], bench.Outcomes());
    }

    [Fact]
    public void Two_writers_come_one_after_the_other()
    {
        var bench = new Bench(cpus: 2);
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Start(bench.Task("V"), [Bench.Syscall([.. Writing(semaphore, "V")])], on: 0);
        bench.Start(bench.Task("W"), [Bench.Syscall([.. Writing(semaphore, "W")])], on: 1);

        Assert.Equal(["V( )V W( )W", "W( )W V( )V"], bench.Outcomes());
    }

    [Fact]
    public void Two_readers_and_a_writer_get_it_in_every_order()
    {
        var bench = new Bench(cpus: 3);
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Start(bench.Task("A"), [Bench.Syscall([.. Reading(semaphore, "A")])], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall([.. Reading(semaphore, "B")])], on: 1);
        bench.Start(bench.Task("W"), [Bench.Syscall([.. Writing(semaphore, "W")])], on: 2);

        var outcomes = bench.Outcomes();
        Assert.All(outcomes, static outcome => Assert.Contains("W( )W", outcome, StringComparison.Ordinal));
        Assert.Equal(
            ["A( )A W( )W B( )B", "A( B( )A )B W( )W", "B( )B W( )W A( )A", "W( )W A( B( )A )B"],
            outcomes.Intersect(["A( )A W( )W B( )B", "A( B( )A )B W( )W", "B( )B W( )W A( )A", "W( )W A( B( )A )B"]));
    }

    [Fact]
    public void A_reader_and_two_writers_get_it_in_every_order()
    {
        var bench = new Bench(cpus: 3);
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Start(bench.Task("A"), [Bench.Syscall([.. Reading(semaphore, "A")])], on: 0);
        bench.Start(bench.Task("V"), [Bench.Syscall([.. Writing(semaphore, "V")])], on: 1);
        bench.Start(bench.Task("W"), [Bench.Syscall([.. Writing(semaphore, "W")])], on: 2);

        Assert.Equal(
            ["A( )A V( )V W( )W", "A( )A W( )W V( )V", "V( )V A( )A W( )W", "V( )V W( )W A( )A", "W( )W A( )A V( )V", "W( )W V( )V A( )A"],
            bench.Outcomes());
    }

    [Fact]
    public void A_preempted_writer_on_the_only_CPU_goes_on_when_readers_wait()
    {
        var bench = new Bench(budgets: new Budgets(Preemptions: 1));
        var semaphore = bench.Machine.AddRwSemaphore("s");
        bench.Start(bench.Task("W"), [Bench.Syscall([.. Writing(semaphore, "W")])], on: 0);
        bench.Start(bench.Task("A"), [Bench.Syscall([Act.Note("A"), .. Reading(semaphore, "A")])], allowed: [0]);
        bench.Start(bench.Task("B"), [Bench.Syscall([Act.Note("B"), .. Reading(semaphore, "B")])], allowed: [0]);

        Assert.Contains("W( A B )W A( )A B( )B", bench.Outcomes());
    }

    [Fact]
    public void A_task_that_faults_while_another_one_changes_the_address_space_waits_for_it()
    {
        var bench = new Bench(cpus: 2, budgets: new Budgets(Faults: 1));
        bench.Machine.AddMmapLock();
        bench.Start(bench.Task("A"), [new UserCall(), Bench.Syscall(Act.Unwind())], on: 0);
        bench.Start(bench.Task("W"), [Bench.Syscall(new MmapWriteAction())], on: 1);

        var outcomes = bench.Outcomes(Locks);
        Assert.Contains("W? W+ A? W- A+ A- [12←10]", outcomes);
        Assert.All(outcomes, static outcome => Assert.DoesNotContain("W+ A+", outcome, StringComparison.Ordinal));
        Assert.All(outcomes, static outcome => Assert.DoesNotContain("A+ W+", outcome, StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_takes_no_lock_when_nobody_changes_the_address_space()
    {
        var bench = new Bench(budgets: new Budgets(Faults: 1));
        bench.Start(bench.Task("A"), [new UserCall(), Bench.Syscall(Act.Unwind())], on: 0);

        Assert.Equal(["[12]…", "[12←10]"], bench.Outcomes(Locks).Select(static outcome => outcome.Replace("…]", "]…", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_task_that_unwinds_while_it_changes_its_address_space_waits_for_itself()
    {
        var bench = new Bench(budgets: new Budgets(Faults: 1));
        bench.Machine.AddMmapLock();
        bench.Start(bench.Task("A"), [new UserCall(), Bench.Syscall([.. Writing(bench.Machine.MmapLock!, "W", Act.Unwind())])], on: 0);

        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    private static IEnumerable<IKernelAction> Reading(RwSemaphore semaphore, string name) =>
    [
        Act.Of(semaphore, static async (context, semaphore) => await semaphore.AcquireRead(context)),
        Act.Span(name),
        Act.Of(semaphore, static async (context, semaphore) => await semaphore.ReleaseRead(context)),
    ];

    private static IEnumerable<IKernelAction> Writing(RwSemaphore semaphore, string name, IKernelAction? meanwhile = null) =>
    [
        Act.Of(semaphore, static async (context, semaphore) => await semaphore.AcquireWrite(context)),
        meanwhile ?? Act.Span(name),
        Act.Of(semaphore, static async (context, semaphore) => await semaphore.ReleaseWrite(context)),
    ];

    private static string? Locks(object occurrence) => occurrence switch
    {
        LockWanted wanted => $"{wanted.Context.Current}?",
        LockTaken taken => $"{taken.Context.Current}+",
        LockDropped dropped => $"{dropped.Context.Current}-",
        _ => null,
    };

    [Fact]
    public void The_lock_of_the_address_space_is_one_however_often_it_is_asked_for()
    {
        var bench = new Bench();
        bench.Machine.AddMmapLock();
        var first = bench.Machine.MmapLock;
        bench.Machine.AddMmapLock();

        Assert.Same(first, bench.Machine.MmapLock);
    }

    [Fact]
    public void A_change_of_the_address_space_sleeps_with_the_lock_and_goes_on()
    {
        var bench = new Bench();
        bench.Machine.AddMmapLock();
        bench.At(Tracepoint.SchedSwitch, Act.Note("switch"));
        bench.Task("A", new MmapWriteAction(), Act.Note("A"));

        Assert.Equal(["switch A"], bench.Outcomes());
    }

    [Fact]
    public void A_page_fault_sleeps_with_the_lock()
    {
        var bench = new Bench(cpus: 2, budgets: new Budgets(Faults: 1));
        bench.Machine.AddMmapLock();
        bench.At(Tracepoint.SchedSwitch, Act.Note("switch"));
        bench.Start(bench.Task("A"), [new UserCall(), Bench.Syscall(Act.Unwind())], on: 0);

        Assert.Contains("switch [12←10]", bench.Outcomes());
    }
}
