using Interleave.Exploration;
using Interleave.Exploration.Reduced;

namespace Interleave.Tests.Reduced;

/// <summary>When a step may come before what interrupts it or takes its thread away, and when it may not.</summary>
public sealed class BlocksOnTopTests
{
    [Fact]
    public void Letting_an_urgent_handler_strike_is_not_put_before_what_that_would_hold()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, pending) = (model.Cell("x"), model.Cell("pending"));
        model.Process("task", () => ExpectNot(x, 0), cpu);
        model.Process("sender", () => Write(pending, 1));
        model.Handler("h", () => Write(x, 1), cpu, 1, pending, maskable: true, urgent: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Letting_an_urgent_handler_strike_is_not_put_before_what_that_would_hold_of_a_handler(int processor)
    {
        var model = new Model();
        var cpu = Enumerable.Range(0, 2).Select(i => model.Processor($"cpu{i}")).ToList()[processor];
        var (x, pending, before) = (model.Cell("x"), model.Cell("pending"), model.Cell("before"));
        model.Process("sender", () => Write(pending, 1));
        model.Handler("low", () => ReadThenExpectNot(before, x, 0), cpu, 1, model.Cell("budget", 1), maskable: true);
        model.Handler("high", () => Write(x, 1), cpu, 2, pending, maskable: true, urgent: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    /// <summary>The handler gets stuck at once or later.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_step_that_answers_is_not_put_before_a_handler_that_gets_stuck(int stepsBefore)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, never) = (model.Cell("x"), model.Cell("never"));
        model.Watch(Answered());
        model.Process("task", () => AskThenAnswer(x), cpu);
        model.Handler("h", () => ReadThenWaitFor(never, stepsBefore, never), cpu, 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, "answered");
    }

    [Fact]
    public void A_step_of_a_handler_that_answers_is_not_put_before_one_of_a_higher_level_that_gets_stuck()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, never) = (model.Cell("x"), model.Cell("never"));
        model.Watch(Answered());
        model.Handler("low", () => ReadThenAskThenAnswer(x), cpu, 1, model.Cell("low budget", 1), maskable: true, mustStrike: true);
        model.Handler("high", () => WaitFor(never), cpu, 2, model.Cell("high budget", 1), maskable: true);
        SameVerdict.Of(model, "answered");
    }

    [Fact]
    public void A_step_is_not_put_before_leaving_if_the_next_one_can_be_taken_asleep()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var x = model.Cell("x");
        var one = new One();
        model.Watch(Answered());
        one.Thread = model.Thread("a", () => ReadThenWakeItself(x, one), cpu, [cpu]);
        model.Handler("sleep", () => LeaveAndAsk(one), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, "answered");
    }

    [Fact]
    public void A_step_is_not_put_before_leaving_if_it_asks_for_the_processor()
    {
        var model = new Model();
        var (first, second) = (model.Processor("first"), model.Processor("second"));
        var (x, own) = (model.Cell("x"), model.PerProcessorCell("own", processor => (uint)processor.Index));
        var one = new One();
        one.Thread = model.Thread("a", () => ExpectNot(own, 1, thenRead: x), first, [first, second]);
        model.Handler("preempt", () => Leave(one), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_step_that_asks_which_processor_it_is_on_is_not_put_before_leaving()
    {
        var model = new Model();
        var (first, second) = (model.Processor("first"), model.Processor("second"));
        var x = model.Cell("x");
        var one = new One();
        one.Thread = model.Thread("a", () => ExpectProcessorZero(x), first, [first, second]);
        model.Handler("preempt", () => Leave(one), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void Quiet_steps_do_not_care_when_a_handler_waits_on_top_of_them()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("task", () => ReadOften(x), cpu);
        model.Process("other", () => Write(y, 1));
        model.Handler("h", () => WaitFor(y), cpu, 1, model.Cell("budget", 1), maskable: true);
        AssertSaves(model, Savings.QuietSteps);
    }

    [Fact]
    public void Quiet_steps_do_not_care_when_their_thread_is_preempted()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        var one = new One();
        one.Thread = model.Thread("a", () => ReadOften(x), cpu, [cpu]);
        model.Thread("b", () => ReadOften(y), null, [cpu]);
        model.Handler("preempt", () => Leave(one), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        AssertSaves(model, Savings.QuietSteps);
    }

    [Fact]
    public void What_a_monitor_remembers_of_a_violation_no_longer_tells_states_apart()
    {
        var model = new Model();
        model.Watch(new OddMonitor());
        foreach (var name in new[] { "a", "b" })
        {
            var cell = model.Cell(name);
            model.Process(name, () => EmitOften(cell, name));
        }

        Assert.Contains("odd", AssertSaves(model, Savings.SettledInvariants).Violated);
    }

    private static SearchResult AssertSaves(Model model, Savings saving)
    {
        var (with, without) = (Reduced(model, Savings.All), Reduced(model, Savings.All & ~saving));
        Assert.Equal(without.Violated, with.Violated);
        Assert.InRange(with.Expanded, 1, without.Expanded - 1);
        return with;
    }

    private static SearchResult Reduced(Model model, Savings savings) =>
        Explore.Search(model, new SearchOptions { Reduction = Reduction.PartialOrder, Savings = savings });

    private static Response Answered() => new("answered", seen => seen is "asked", seen => seen is "answered");

    private static async Step Write(Cell cell, uint value) => await cell.WriteOnce(value);

    private static async Step ExpectNot(Cell cell, uint value, Cell? thenRead = null)
    {
        var found = await cell.ReadOnce();
        if (thenRead is not null)
        {
            await thenRead.ReadOnce();
        }

        Check.That(found != value, "the value is another one");
    }

    private static async Step ExpectProcessorZero(Cell thenRead)
    {
        var index = await CellOperations.ProcessorIndex();
        await thenRead.ReadOnce();
        Check.That(index == 0, "it has not moved");
    }

    private static async Step AskThenAnswer(Cell x)
    {
        Events.Emit("asked");
        await x.ReadOnce();
        Events.Emit("answered");
        await x.ReadOnce();
    }

    private static async Step ReadThenAskThenAnswer(Cell x)
    {
        await x.ReadOnce();
        await AskThenAnswer(x);
    }

    private static async Step ReadThenExpectNot(Cell before, Cell cell, uint value)
    {
        await before.ReadOnce();
        await ExpectNot(cell, value);
    }

    private static async Step ReadThenWaitFor(Cell before, int steps, Cell cell)
    {
        for (var i = 0; i < steps; i++)
        {
            await before.ReadOnce();
        }

        await cell.WaitUntil(1);
    }

    private static async Step WaitFor(Cell cell) => await cell.WaitUntil(1);

    private static async Step ReadThenWakeItself(Cell x, One one)
    {
        await x.ReadOnce();
        await one.Thread.Runnable.WriteOnce(1).WhileAway();
        Events.Emit("answered");
    }

    private static async Step LeaveAndAsk(One one)
    {
        await one.Thread.Leave(runnable: false);
        Events.Emit("asked");
    }

    private static async Step Leave(One one) => await one.Thread.Leave(runnable: true);

    private static async Step ReadOften(Cell cell)
    {
        for (var i = 0; i < 4; i++)
        {
            await cell.ReadOnce();
        }
    }

    private static async Step EmitOften(Cell cell, string name)
    {
        Events.Emit("start");
        for (var i = 0; i < 3; i++)
        {
            await cell.ReadOnce();
            Events.Emit(name);
        }
    }

    /// <summary>The thread that the bodies refer to; set once the model is built.</summary>
    private sealed class One : IModelObject
    {
        public ProcessThread Thread { get; set; } = null!;
    }
}
