namespace Interleave.Tests.Semantics;

/// <summary>What monitors see, and when.</summary>
public sealed class MonitorTests
{
    [Fact]
    public void An_event_happens_together_with_the_operation_before_it()
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("a", () => Log.Say(x, "a1", "a2"));
        model.Process("b", () => Log.Say(y, "b1"));
        Assert.Equal(["a1 a2 b1", "a1 b1 a2", "b1 a1 a2"], Log.Possible(model, "a1 a2 b1", "a1 b1 a2", "b1 a1 a2", "a2 a1 b1"));
        Assert.Equal(3, Explore.All(model).Search.Interleavings);
    }

    [Fact]
    public void Several_events_of_one_step_arrive_in_order()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => SayTwo(x));
        Assert.Equal(["1 2"], Log.Possible(model, "1 2", "2 1"));
    }

    [Fact]
    public void Events_before_the_first_operation_happen_before_the_first_step()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => SayFirst(x));
        model.Watch(new Never("said"));
        var result = Explore.All(model);
        Assert.Equal(["never"], result.Search.Violated);
        Assert.Empty(result.Witnesses["never"].Moves);
    }

    [Fact]
    public void A_monitor_is_part_of_the_state()
    {
        Assert.Equal(4, StatesOfTwoWriters());
        Assert.Equal(5, StatesOfTwoWriters(new EndsWith("-")));
    }

    [Fact]
    public void A_monitor_that_has_seen_a_violation_judges_no_more()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Log.Say(x, "said", "said"));
        model.Watch(new Never("said"));
        var search = Explore.All(model).Search;
        Assert.Equal(["never"], search.Violated);
        Assert.Equal(3, search.States);
    }

    [Fact]
    public void A_monitor_judges_an_execution_that_has_ended_not_one_that_is_stuck()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => SayAndWait(x));
        model.Watch(new EndsWith("said"));
        Assert.Equal([EngineInvariants.NoDeadlock], Explore.All(model).Search.Violated);
    }

    [Fact]
    public void A_model_has_at_most_59_monitors()
    {
        var model = new Model();
        for (var i = 0; i < 59; i++)
        {
            model.Watch(new EndsWith($"m{i}"));
        }

        Assert.True(Explore.All(model).Holds);
        model.Watch(new EndsWith("one too many"));
        Assert.Contains("60 monitors", Assert.Throws<ModelException>(() => Explore.All(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_monitors_of_one_name_are_refused()
    {
        var model = new Model();
        model.Watch(new Never("a"));
        model.Watch(new Never("b"));
        Assert.Contains("'never'", Assert.Throws<ModelException>(() => Explore.All(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_of_59_monitors_is_heard()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("a", () => Log.Say(x, "said"));
        for (var i = 0; i < 58; i++)
        {
            model.Watch(new EndsWith($"m{i}"));
        }

        model.Watch(new Never("said"));
        Assert.Equal(["never"], Explore.All(model).Search.Violated);
    }

    private static long StatesOfTwoWriters(params Monitor[] monitors)
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("a", () => Log.Say(x, "a"));
        model.Process("b", () => Log.Say(y, "b"));
        foreach (var monitor in monitors)
        {
            model.Watch(monitor);
        }

        return Explore.All(model).Search.States;
    }

    private static async Step SayTwo(Cell x)
    {
        await x.ReadOnce();
        Events.Emit(new Did("1"));
        Events.Emit(new Did("2"));
    }

    private static async Step SayFirst(Cell x)
    {
        Events.Emit(new Did("said"));
        await x.ReadOnce();
    }

    private static async Step SayAndWait(Cell x)
    {
        await x.ReadOnce();
        Events.Emit(new Did("said"));
        await x.WaitUntil(1);
    }

    private sealed class Never(string what) : Monitor<bool>
    {
        public override string Invariant => "never";

        protected override bool Start => true;

        protected override bool Next(bool state, object occurrence, out Violation? violation)
        {
            violation = occurrence is Did did && did.What == what ? new Violation(what) : null;
            return state;
        }
    }
}
