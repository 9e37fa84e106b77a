using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>Forked tasks.</summary>
public sealed class ForkTests
{
    [Fact]
    public void A_child_runs_after_its_fields_were_copied()
    {
        var bench = new Bench(cpus: 2);
        bench.Machine.Install(new Hooks());
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [Bench.Syscall()], allowed: [1], forked: true);

        Assert.All(bench.Outcomes(Read.EntriesOfTasks), static outcome => Assert.StartsWith("enter-A A-copies-C ", outcome, StringComparison.Ordinal));
    }

    [Fact]
    public void A_child_and_its_parent_run_at_the_same_time()
    {
        var bench = new Bench(cpus: 2);
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child), Act.Span("A"))], on: 0);
        bench.Start(child, [Bench.Syscall(Act.Span("C"))], allowed: [1], forked: true);

        Assert.Equal(
            ["A( )A C( )C", "A( C( )A )C", "A( C( )C )A", "C( )C A( )A", "C( A( )A )C", "C( A( )C )A"],
            bench.Outcomes());
    }

    [Fact]
    public void A_child_without_a_CPU_of_its_own_waits_for_one()
    {
        var bench = new Bench();
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child), Act.Note("A"))], on: 0);
        bench.Start(child, [Bench.Syscall(Act.Note("C"))], allowed: [0], forked: true);

        Assert.Equal(["A C"], bench.Outcomes());
    }

    [Fact]
    public void A_child_that_is_never_forked_never_runs()
    {
        var bench = new Bench(cpus: 2);
        bench.Start(bench.Task("A"), [Bench.Syscall()], on: 0);
        bench.Start(bench.Task("C"), [Bench.Syscall(Act.Of(0, static async (_, _) =>
        {
            await CellOperations.Pass("child");
            Check.That(false, "the child runs");
        }))], allowed: [1], forked: true);

        // It waits for ever, and that is all that is wrong.
        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }
}
