namespace Interleave.Tests.Reduced;

/// <summary>What depends on where threads are, and on whether they may be placed.</summary>
public sealed class PlacementTests
{
    [Fact]
    public void A_thread_on_no_processor_may_run_once_the_one_there_is_preempted()
    {
        var (model, first, _) = TwoProcessors();
        var x = model.Cell("x");
        var one = new One();
        one.Thread = model.Thread("a", () => ExpectZeroThenRead(x), first, [first]);
        model.Thread("b", () => Write(x), null, [first]);
        model.Handler("preempt", () => Leave(one, runnable: true), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void What_is_done_while_a_thread_is_away_may_happen_once_it_is_preempted()
    {
        var (model, first, _) = TwoProcessors();
        var x = model.Cell("x");
        var one = new One();
        one.Thread = model.Thread("a", () => WriteWhileAway(x), first, [first]);
        model.Process("reader", () => ExpectZero(x));
        model.Handler("preempt", () => Leave(one, runnable: true), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_that_may_still_be_placed_looks_at_whether_it_is_runnable()
    {
        var (model, first, _) = TwoProcessors();
        var x = model.Cell("x");
        var thread = model.Thread("a", () => Write(x), null, [first]);
        model.Process("other", () => StopThenExpectZero(thread, x));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_that_can_be_placed_looks_at_whether_it_is_runnable()
    {
        var (model, first, _) = TwoProcessors();
        var x = model.Cell("x");
        var thread = model.Thread("a", () => Write(x), null, [first]);
        model.Process("other", () => Stop(thread));
        SameVerdict.Of(model, EngineInvariants.NoDeadlock);
    }

    [Fact]
    public void A_thread_that_can_be_placed_looks_at_every_processor_that_it_may_run_on()
    {
        var (model, first, second) = TwoProcessors();
        var x = model.Cell("x");
        model.Thread("a", ExpectProcessorZero, null, [first, second]);
        model.Thread("b", () => Write(x), second, [second]);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_that_cannot_be_placed_waits_for_every_processor_that_it_may_run_on()
    {
        var (model, first, second) = TwoProcessors();
        var (x, y, never) = (model.Cell("x"), model.Cell("y"), model.Cell("never"));
        model.Process("reader", () => ExpectZero(x));
        model.Thread("a", () => Write(x), null, [first, second]);
        model.Thread("b", () => WaitFor(never), first, [first]);
        model.Thread("c", () => Write(y), second, [second]);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void Whoever_may_leave_says_whether_it_is_runnable()
    {
        var (model, first, _) = TwoProcessors();
        var x = model.Cell("x");
        var one = new One();
        one.Thread = model.Thread("a", () => WriteThenLeave(x, one, runnable: false), first, [first]);
        model.Process("reader", () => ExpectRunnable(one));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_that_may_leave_may_go_on_on_another_processor()
    {
        var (model, first, second) = TwoProcessors();
        var (x, own) = (model.Cell("x"), model.PerProcessorCell("own", _ => 0));
        var one = new One();
        model.Process("reader", () => ExpectZero(model.On(own, second)));
        one.Thread = model.Thread("a", () => WriteThenLeaveThenWrite(x, one, own), first, [first, second]);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_that_may_be_preempted_may_go_on_on_another_processor()
    {
        var (model, first, second) = TwoProcessors();
        var (x, own) = (model.Cell("x"), model.PerProcessorCell("own", _ => 0));
        var one = new One();
        one.Thread = model.Thread("a", () => WriteBoth(x, own), first, [first, second]);
        model.Handler("preempt", () => Leave(one, runnable: true), one.Thread, 1, model.Cell("budget", 1), maskable: true);
        model.Process("reader", () => ExpectZero(model.On(own, second)));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_that_stays_where_it_is_placed_accesses_the_copies_there()
    {
        var (model, _, second) = TwoProcessors();
        var third = model.Processor("third");
        var own = model.PerProcessorCell("own", _ => 0);
        model.Process("reader", () => ExpectZero(model.On(own, third)));
        model.Thread("a", () => ReadThenWrite(own, own), null, [second, third]);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_may_run_at_first_where_it_may_not_be_placed()
    {
        var (model, first, second) = TwoProcessors();
        var (x, own) = (model.Cell("x"), model.PerProcessorCell("own", _ => 0));
        var one = new One();
        one.Thread = model.Thread("a", () => WriteBothThenLeave(x, own, one), second, [first]);
        model.Process("reader", () => ExpectZero(model.On(own, second)));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    private static (Model Model, Processor First, Processor Second) TwoProcessors()
    {
        var model = new Model();
        return (model, model.Processor("first"), model.Processor("second"));
    }

    private static async Step Write(Cell cell) => await cell.WriteOnce(1);

    private static async Step ReadThenWrite(Cell x, Cell y)
    {
        await x.ReadOnce();
        await y.WriteOnce(1);
    }

    private static async Step WriteBoth(Cell x, Cell y)
    {
        await x.WriteOnce(1);
        await y.WriteOnce(1);
    }

    private static async Step WriteBothThenLeave(Cell x, Cell y, One one)
    {
        await WriteBoth(x, y);
        await one.Thread.Leave(runnable: true);
    }

    private static async Step WriteWhileAway(Cell cell) => await cell.WriteOnce(1).WhileAway();

    private static async Step WriteThenLeave(Cell cell, One one, bool runnable)
    {
        await cell.WriteOnce(1);
        await one.Thread.Leave(runnable);
    }

    private static async Step WriteThenLeaveThenWrite(Cell x, One one, Cell y)
    {
        await x.WriteOnce(1);
        await one.Thread.Leave(runnable: true);
        await y.WriteOnce(1);
    }

    private static async Step Leave(One one, bool runnable) => await one.Thread.Leave(runnable);

    private static async Step WaitFor(Cell cell) => await cell.WaitUntil(1);

    private static async Step Stop(ProcessThread thread) => await thread.Runnable.WriteOnce(0);

    private static async Step StopThenExpectZero(ProcessThread thread, Cell cell)
    {
        await Stop(thread);
        await ExpectZero(cell);
    }

    private static async Step ExpectZero(Cell cell)
    {
        var found = await cell.ReadOnce();
        Check.That(found == 0, "the value is another one");
    }

    private static async Step ExpectZeroThenRead(Cell cell)
    {
        var found = await cell.ReadOnce();
        await cell.ReadOnce();
        Check.That(found == 0, "the value is another one");
    }

    private static async Step ExpectRunnable(One one)
    {
        var found = await one.Thread.Runnable.ReadOnce();
        Check.That(found == 1, "it does not sleep");
    }

    private static async Step ExpectProcessorZero()
    {
        var index = await CellOperations.ProcessorIndex();
        Check.That(index == 0, "it runs elsewhere");
    }

    /// <summary>The thread that the bodies refer to; set once the model is built.</summary>
    private sealed class One : IModelObject
    {
        public ProcessThread Thread { get; set; } = null!;
    }
}
