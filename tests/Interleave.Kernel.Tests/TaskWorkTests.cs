using Interleave.Kernel.Tests.Support;

namespace Interleave.Kernel.Tests;

/// <summary>task_work_add() and task_work_run().</summary>
public sealed class TaskWorkTests
{
    [Fact]
    public void Works_run_in_the_reverse_of_the_order_they_were_added_in()
    {
        var bench = new Bench();
        bench.Task("A", Act.Queue(bench.Node("a")), Act.Queue(bench.Node("b")), Act.Queue(bench.Node("c")));

        Assert.Equal(["c b a"], bench.Outcomes(Read.Works));
    }

    [Fact]
    public void Each_addition_and_each_run_is_reported_with_its_task_and_node()
    {
        var bench = new Bench();
        bench.Task("A", Act.Queue(bench.Node("a")));

        Assert.Equal(["queued-A-a starting-A-a finished-A-a"], bench.Outcomes(static occurrence => occurrence switch
        {
            WorkQueued queued => $"queued-{queued.Task}-{queued.Head}",
            WorkStarting starting => $"starting-{starting.Task}-{starting.Head}",
            WorkFinished finished => $"finished-{finished.Task}-{finished.Head}",
            _ => null,
        }));
    }

    [Fact]
    public void Works_that_others_add_at_the_same_time_are_all_kept()
    {
        var bench = new Bench();
        var added = bench.Model.Cell("added");
        var task = bench.Task("A", Act.Of(added, static async (_, added) => await added.WaitUntil(2)));
        foreach (var name in (string[])["a", "b"])
        {
            bench.Remote("remote-" + name, [task], Act.Of((task, bench.Node(name), added), static async (_, on) =>
            {
                await TaskWork.Add(on.task, on.Item2);
                await on.added.FetchAdd(1);
            }));
        }

        Assert.Equal(["a b", "b a"], bench.Outcomes(Read.Works));
    }

    [Fact]
    public void A_work_may_add_itself_again_while_it_runs()
    {
        var bench = new Bench();
        var left = bench.Model.Cell("left", 2);
        var work = new Work();
        var node = bench.Node("a", work);
        work.Does(Act.Of((left, node), static async (context, on) =>
        {
            if (await on.left.ReadOnce() is > 0 and var left)
            {
                await on.left.WriteOnce(left - 1);
                await TaskWork.Add(context.Current, on.node);
            }
        }));
        bench.Task("A", Act.Queue(node));

        Assert.Equal(["a a a"], bench.Outcomes(Read.Works));
    }

    [Fact]
    public void A_work_that_adds_itself_again_does_not_lose_the_works_behind_it()
    {
        var bench = new Bench();
        var left = bench.Model.Cell("left", 1);
        var work = new Work();
        var node = bench.Node("a", work);
        work.Does(Act.Of((left, node), static async (context, on) =>
        {
            if (await on.left.Exchange(0) == 1)
            {
                await TaskWork.Add(context.Current, on.node);
            }
        }));
        bench.Task("A", Act.Queue(bench.Node("b")), Act.Queue(node));

        Assert.Equal(["a b a"], bench.Outcomes(Read.Works));
    }

    [Fact]
    public void A_work_that_always_adds_itself_again_keeps_the_task_in_the_kernel_for_ever()
    {
        var bench = new Bench();
        var work = new Work();
        var node = bench.Node("a", work);
        work.Does(Act.Queue(node));
        bench.Task("A", Act.Queue(node));

        Assert.Equal([EngineInvariants.Terminates], bench.Violated());
    }

    [Fact]
    public void A_work_that_another_one_adds_runs_before_the_return_to_user_mode()
    {
        var bench = new Bench();
        var work = new Work();
        work.Does(Act.Queue(bench.Node("b")));
        bench.Task("A", Act.Queue(bench.Node("a", work)));

        Assert.Equal(["enter a b return"], bench.Outcomes(Read.WorksAndEntries));
    }

    [Fact]
    public void A_node_that_is_added_twice_points_to_itself_and_is_run_for_ever()
    {
        var bench = new Bench();
        var node = bench.Node("a");
        bench.Task("A", Act.Queue(node), Act.Queue(node));

        Assert.Equal([EngineInvariants.Terminates], bench.Violated());
    }

    [Fact]
    public void A_node_that_is_added_again_on_top_of_another_one_makes_a_ring_of_both()
    {
        var bench = new Bench();
        var node = bench.Node("a");
        bench.Task("A", Act.Queue(node), Act.Queue(bench.Node("b")), Act.Queue(node));

        Assert.Equal([EngineInvariants.Terminates], bench.Violated());
    }
}
