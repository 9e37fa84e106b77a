using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>task_work_cancel().</summary>
public sealed class TaskWorkCancelTests
{
    [Fact]
    public void A_queued_work_is_unlinked_and_never_runs()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var node = bench.Node("b");
        bench.Start(task, [Bench.Syscall(Act.Queue(bench.Node("a")), Act.Queue(node), Act.Queue(bench.Node("c")), Act.Cancel(task, node))], on: 0);

        Assert.Equal(["unlinked-b cancel=1 c a"], bench.Outcomes(ReadWithUnlinking));
    }

    [Fact]
    public void A_work_that_was_never_added_is_not_found()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var node = bench.Node("b");
        bench.Start(task, [Bench.Syscall(Act.Cancel(task, node), Act.Queue(bench.Node("a")), Act.Cancel(task, node))], on: 0);

        Assert.Equal(["cancel=0 cancel=0 a"], bench.Outcomes(ReadWithUnlinking));
    }

    [Fact]
    public void A_work_that_the_task_has_detached_to_run_it_is_not_found()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var last = bench.Node("last");
        var work = new Work();
        work.Does(Act.Cancel(task, last));
        bench.Start(task, [Bench.Syscall(Act.Queue(last), Act.Queue(bench.Node("first", work)))], on: 0);

        Assert.Equal(["first cancel=0 last"], bench.Outcomes(ReadWithUnlinking));
    }

    [Fact]
    public void A_work_that_runs_is_not_found()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var work = new Work();
        var node = bench.Node("a", work);
        work.Does(Act.Cancel(task, node));
        bench.Start(task, [Bench.Syscall(Act.Queue(node))], on: 0);

        Assert.Equal(["a cancel=0"], bench.Outcomes(ReadWithUnlinking));
    }

    /// <summary>The runner takes and drops the lock between detaching the list and running it: a cancellation that
    /// walks the list may unlink any node but the first until then.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public void A_cancellation_that_meets_the_runner_neither_loses_nor_duplicates_a_work(string cancelled)
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var nodes = ((string[])["a", "b", "c"]).Select(name => bench.Node(name)).ToList();
        bench.Start(task, [Bench.Syscall([.. nodes.Select(Act.Queue)])], on: 0);
        bench.Remote("closer", [task], Act.Cancel(task, nodes.Find(node => node.Name == cancelled)!));

        var rest = string.Join(' ', nodes.Where(node => node.Name != cancelled));
        Assert.Equal(["a b c cancel=0", rest + " cancel=1"], bench.Outcomes(Read.Works, ordered: false));
    }

    [Fact]
    public void A_walk_that_began_before_the_list_was_detached_can_still_unlink_a_work_that_is_not_the_first()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var (first, second) = (bench.Node("first"), bench.Node("second"));
        bench.Start(task, [Bench.Syscall(Act.Queue(second), Act.Queue(first))], on: 0);
        bench.Remote("closer", [task], Act.Cancel(task, second));

        var run = new Driver(bench.Model);
        run.Run("A", () => run.ValueOf(task.TaskWorks) == first.Number && run.ValueOf(task.ThreadFlags) != 0);
        run.Run("closer", () => run.Steps[^1].Cell == first.Next.Name);
        run.Run("A", () => run.ValueOf(task.TaskWorks) == 0);
        run.Run("closer");
        run.Run("A");

        Assert.Equal(["unlinked-second", "first"], run.Emitted.Select(ReadWithUnlinking).OfType<string>());
    }

    [Fact]
    public void Of_two_cancellations_of_one_work_one_finds_it()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var node = bench.Node("a");
        var queued = bench.Model.Cell("queued");
        var go = Act.Of(queued, static async (_, queued) => await queued.WaitUntil(1));
        bench.Start(task, [Bench.Syscall(Act.Queue(node), Act.Of(queued, static async (_, queued) => await queued.WriteOnce(1)))], on: 0);
        bench.Remote("one", [task], go, Act.Cancel(task, node));
        bench.Remote("two", [task], go, Act.Cancel(task, node));

        Assert.Equal(["a cancel=0 cancel=0", "cancel=0 cancel=1"], bench.Outcomes(Read.Works, ordered: false));
    }

    [Fact]
    public void A_cancellation_and_an_addition_at_the_same_time_keep_the_added_work()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var node = bench.Node("a");
        var queued = bench.Model.Cell("queued");
        bench.Start(
            task,
            [Bench.Syscall(Act.Queue(node), Act.Of(queued, static async (_, queued) => await queued.WriteOnce(1)), Act.Queue(bench.Node("b")))],
            on: 0);
        bench.Remote("closer", [task], Act.Of(queued, static async (_, queued) => await queued.WaitUntil(1)), Act.Cancel(task, node));

        Assert.Equal(["a b cancel=0", "b cancel=1"], bench.Outcomes(Read.Works, ordered: false));
    }

    [Fact]
    public void The_walk_ends_at_the_mark_that_an_exiting_task_leaves()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Start(task, [Bench.Syscall(new ExitAction())], on: 0, exits: true);
        bench.Remote("closer", [task], Act.Of(task, static async (_, task) => await task.Dead.WaitUntil(1)), Act.Cancel(task, bench.Node("a")));

        Assert.Equal(["cancel=0"], bench.Outcomes());
    }

    [Fact]
    public void The_lock_is_held_with_interrupts_off()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        bench.Interrupt("tick", ContextLevel.Irq, [Act.Cancel(task, bench.Node("b"))]);
        bench.Start(task, [Bench.Syscall(Act.Queue(bench.Node("a")), Act.Cancel(task, bench.Node("c")))], on: 0);

        // An interrupt that found the lock taken on its own CPU would wait for ever.
        Assert.Equal(["cancel=0 a", "cancel=0 a cancel=0", "cancel=0 cancel=0 a"], bench.Outcomes(Read.Works));
    }

    private static string? ReadWithUnlinking(object occurrence) =>
        occurrence is WorkUnlinked unlinked ? "unlinked-" + unlinked.Head : Read.Works(occurrence);

    [Fact]
    public void Interrupts_are_on_again_after_a_cancellation()
    {
        var bench = new Bench();
        var task = bench.Task("A");
        var node = bench.Node("a");
        bench.Start(task, [Bench.Syscall(Act.Queue(node), Act.Cancel(task, node), Act.NoteFlag(bench.InterruptFlag, "after"))], on: 0);

        Assert.Equal(["cancel=1 after=on"], bench.Outcomes());
    }
}
