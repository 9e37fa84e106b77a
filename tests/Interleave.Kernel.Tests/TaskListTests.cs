using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>RCU, and the list of all tasks that it protects.</summary>
public sealed class TaskListTests
{
    [Fact]
    public void A_wait_lasts_until_the_readers_that_began_before_it_have_finished()
    {
        var bench = new Bench(cpus: 2);
        var rcu = bench.Machine.AddRcu("rcu");
        bench.Start(bench.Task("A"), [Bench.Syscall(Enter(rcu), Act.Span("A"), Leave(rcu))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("wait"), Wait(rcu), Act.Note("done"))], on: 1);

        var outcomes = bench.Outcomes();
        Assert.Contains("A( wait )A done", outcomes);
        Assert.DoesNotContain(outcomes, static outcome => outcome.Contains("A( wait done", StringComparison.Ordinal));
    }

    [Fact]
    public void A_task_that_waits_gives_up_the_CPU_meanwhile()
    {
        var bench = new Bench(cpus: 2);
        var rcu = bench.Machine.AddRcu("rcu");
        bench.Start(bench.Task("A"), [Bench.Syscall(Enter(rcu), Act.Span("A"), Leave(rcu))], on: 0);
        bench.Start(bench.Task("B"), [Bench.Syscall(Act.Note("wait"), Wait(rcu), Act.Note("done"))], on: 1);
        bench.Start(bench.Task("C"), [Bench.Syscall(Act.Note("C"))], allowed: [1]);

        Assert.Contains("A( wait C )A done", bench.Outcomes());
    }

    [Fact]
    public void A_reader_that_waits_for_itself_waits_for_ever()
    {
        var bench = new Bench();
        var rcu = bench.Machine.AddRcu("rcu");
        bench.Task("A", Enter(rcu), Wait(rcu));

        Assert.Equal([EngineInvariants.NoDeadlock], bench.Violated());
    }

    [Fact]
    public void A_task_that_a_walk_has_found_is_not_freed_before_the_walk_ends()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Machine.Install(new Hooks { Walks = true });
        bench.Start(task, [Bench.Syscall(new ExitAction())], on: 0, exits: true);
        bench.Remote("walker", [], Walk(bench.Machine.TaskList, task));

        Assert.Equal(["( ) A-freed", "( A-freed )", "( found-A ) A-freed", "A-freed ( )"], bench.Outcomes());
    }

    [Fact]
    public void A_subsystem_that_does_not_walk_the_list_is_not_waited_for()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Machine.Install(new Hooks());
        bench.Start(task, [Bench.Syscall(new ExitAction())], on: 0, exits: true);
        bench.Remote("walker", [], Walk(bench.Machine.TaskList, task));

        Assert.Contains("( found-A A-freed )", bench.Outcomes());
    }

    [Fact]
    public void A_child_is_found_only_when_its_fields_have_been_copied()
    {
        var bench = new Bench(cpus: 2);
        bench.Machine.Install(new Hooks { Walks = true });
        var (parent, child) = (bench.Task("A"), bench.Task("C"));
        bench.Start(parent, [Bench.Syscall(new ForkAction(child))], on: 0);
        bench.Start(child, [], allowed: [1], forked: true);
        bench.Remote("walker", [], Walk(bench.Machine.TaskList, child));

        Assert.Equal(
            ["( ) A-copies-C", "( A-copies-C )", "( A-copies-C found-C )", "A-copies-C ( )", "A-copies-C ( found-C )"],
            bench.Outcomes());
    }

    private static IKernelAction Walk(TaskList list, TaskStruct task) => Act.Of((list, task), static async (_, on) =>
    {
        await on.list.Rcu.ReadLock();
        Events.Emit(new Note("("));
        if (await TaskList.Has(on.task))
        {
            Events.Emit(new Note("found-" + on.task));
        }

        await CellOperations.Pass("look at the task");
        Events.Emit(new Note(")"));
        await on.list.Rcu.ReadUnlock();
    });

    private static IKernelAction Enter(Rcu rcu) => Act.Of(rcu, static async (_, rcu) => await rcu.ReadLock());

    private static IKernelAction Leave(Rcu rcu) => Act.Of(rcu, static async (_, rcu) => await rcu.ReadUnlock());

    private static IKernelAction Wait(Rcu rcu) => Act.Of(rcu, static async (context, rcu) => await rcu.Synchronize(context));
}
