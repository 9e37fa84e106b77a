namespace Interleave.Tests.Search;

/// <summary>Which executions that never end are reported: those that no fair scheduler can be blamed for.</summary>
public sealed class LivelockTests
{
    [Fact]
    public void Spinning_on_a_flag_that_nobody_sets_is_a_livelock()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        model.Process("spinner", () => Spin(flag));
        AssertLivelock(model);
    }

    [Fact]
    public void Spinning_on_a_flag_that_another_process_could_set_is_none()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        model.Process("spinner", () => Spin(flag));
        model.Process("setter", () => Write(flag, 1));
        var result = Explore.All(model);
        Assert.True(result.Holds);
        Assert.True(result.Search.HasCycle);
        Assert.Null(result.Search.Interleavings);
    }

    [Fact]
    public void Two_processes_that_undo_what_the_other_does_can_go_on_for_ever()
    {
        var model = new Model();
        var (a, b) = (model.Cell("a"), model.Cell("b"));
        model.Process("p", () => Polite(a, b));
        model.Process("q", () => Polite(b, a));
        AssertLivelock(model);
    }

    [Fact]
    public void Spinning_above_what_would_set_the_flag_is_a_livelock()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        var cpu = model.Processor("cpu");
        model.Process("task", () => Write(flag, 1), cpu);
        model.Handler("h", () => Spin(flag), cpu, 1, model.Cell("budget", 1), maskable: true);
        AssertLivelock(model);
    }

    [Fact]
    public void A_thread_that_spins_on_the_only_processor_of_the_one_that_would_set_the_flag_is_a_livelock()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        var cpu = model.Processor("cpu");
        model.Thread("spinner", () => Spin(flag), cpu, [cpu]);
        model.Thread("setter", () => Write(flag, 1), null, [cpu]);
        AssertLivelock(model);
    }

    [Fact]
    public void No_fairness_makes_a_handler_strike()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        var cpu = model.Processor("cpu");
        model.Process("task", () => Spin(flag), cpu);
        model.Handler("h", () => Write(flag, 1), cpu, 1, model.Cell("budget", 1), maskable: true);
        AssertLivelock(model);
    }

    [Fact]
    public void Strikes_that_keep_a_task_from_going_on_are_no_livelock_while_the_task_could_step_between_them()
    {
        var model = new Model();
        var (x, budget) = (model.Cell("x"), model.Cell("budget", 1));
        var cpu = model.Processor("cpu");
        model.Process("task", () => Disarm(x, budget), cpu);
        model.Handler("h", () => Write(budget, 1), cpu, 1, budget, maskable: true);
        var result = Explore.All(model);
        Assert.True(result.Holds);
        Assert.True(result.Search.HasCycle);
    }

    [Fact]
    public void A_process_that_could_step_now_and_then_need_not_step()
    {
        // q can leave only while the cell holds 1, and weak fairness does not make it do so at just that moment. At the
        // first state of the cycle it can; some moves later it cannot.
        var model = new Model();
        var (x, y) = (model.Cell("x", 1), model.Cell("y"));
        model.Process("p", () => BlinkUntil(x, y));
        model.Process("q", () => WaitAndSet(x, y));
        AssertLivelock(model);
    }

    [Fact]
    public void The_simplest_of_several_livelocks_is_shown()
    {
        var model = new Model();
        var (first, second, third) = (model.Cell("first"), model.Cell("second"), model.Cell("third"));
        var cpu = model.Processor("cpu");
        model.Process("task", () => SpinOnEach(first, second, third), cpu);
        model.Handler("h", () => Write(first, 1), cpu, 1, model.Cell("h left", 1), maskable: true);
        model.Handler("i", () => Write(second, 1), cpu, 1, model.Cell("i left", 1), maskable: true);
        AssertLivelock(model);
        Assert.Equal(0, Explore.All(model).Witnesses[EngineInvariants.Terminates].Interrupts);
    }

    /// <summary>The way out of the first loop leads into another one, and none leads back.</summary>
    [Fact]
    public void A_livelock_that_can_be_left_for_another_one_is_shown_with_its_own_cycle()
    {
        var model = new Model();
        var (first, second, third) = (model.Cell("first"), model.Cell("second"), model.Cell("third", 1));
        model.Process("task", () => SpinOnEach(first, second, third));
        model.Process("helper", () => WaitAndSet(third, first));
        model.Process("blinker", () => BlinkUntil(third, second));
        AssertLivelock(model);
    }

    [Fact]
    public void A_finished_execution_without_cycles_terminates()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("p", () => Write(x, 1));
        var search = Explore.All(model).Search;
        Assert.False(search.HasCycle);
        Assert.Empty(search.Violated);
    }

    [Fact]
    public void Without_the_graph_no_livelock_is_looked_for()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        model.Process("spinner", () => Spin(flag));
        var search = Explore.All(model, new() { KeepGraph = false }).Search;
        Assert.False(search.HasCycle);
        Assert.Null(search.Interleavings);
        Assert.Empty(search.Violated);
    }

    private static void AssertLivelock(Model model)
    {
        var result = Explore.All(model);
        Assert.Equal([EngineInvariants.Terminates], result.Search.Violated);
        Lasso.AssertFair(model, result.Witnesses[EngineInvariants.Terminates]);
    }

    private static async Step Spin(Cell flag)
    {
        while (await flag.ReadOnce() == 0)
        {
            // Again.
        }
    }

    private static async Step SpinOnEach(Cell first, Cell second, Cell third)
    {
        await Spin(first);
        await Spin(second);
        await Spin(third);
    }

    private static async Step Write(Cell cell, uint value) => await cell.WriteOnce(value);

    private static async Step Polite(Cell mine, Cell other)
    {
        await mine.WriteOnce(1);
        while (await other.ReadOnce() == 1)
        {
            await mine.WriteOnce(0);
            await mine.WriteOnce(1);
        }

        await mine.WriteOnce(0);
    }

    private static async Step Disarm(Cell x, Cell budget)
    {
        await x.ReadOnce();
        await budget.WriteOnce(0);
    }

    private static async Step BlinkUntil(Cell x, Cell stop)
    {
        while (await stop.ReadOnce() == 0)
        {
            await x.WriteOnce(0);
            await x.WriteOnce(1);
        }
    }

    private static async Step WaitAndSet(Cell x, Cell stop)
    {
        await x.WaitUntil(1);
        await stop.WriteOnce(1);
    }
}
