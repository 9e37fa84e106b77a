namespace Interleave.Tests.Reduced;

/// <summary>A process that cannot go on waits for somebody else to move. In each model the reader sees first what has happened before, then
/// what the writer has written. It never finds both if the search does not know, in between, for whom the writer waits. That one moves only
/// in between, or a pass that knows less would find both by luck.</summary>
public sealed class WaitingTests
{
    private readonly Model model = new();
    private readonly Processor first;
    private readonly Processor second;
    private readonly Cell before;
    private readonly Cell x;
    private readonly Cell go;
    private readonly Cell never;
    private readonly Cell own;
    private readonly Cell below;
    private readonly Cell always;
    private readonly Cell seen;
    private readonly One one = new();

    public WaitingTests()
    {
        (first, second) = (model.Processor("first"), model.Processor("second"));
        (before, x, go, never, below) = (model.Cell("before"), model.Cell("x"), model.Cell("go"), model.Cell("never"), model.Cell("below"));
        (always, seen) = (model.Cell("always", 1), model.Cell("seen"));
        own = model.PerProcessorCell("own", _ => 0);
    }

    [Fact]
    public void A_handler_waits_for_one_of_a_higher_level_on_top_of_it()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddHandler("low", () => WriteThenCopy(below, before, x), 1);
        AddHandler("high", () => CopyThenWait(below, before, seen), 2);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_handler_waits_for_whoever_writes_its_cell()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddHandler("writer", () => WriteThenWaitThenWrite(before, go, x), 1);
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_handler_waits_for_an_urgent_one_of_a_higher_level()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddHandler("writer", () => WriteBoth(before, x), 1);
        AddHandler("urgent", () => WriteBoth(go, go), 2, urgent: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_handler_within_a_lower_one_waits_for_its_budget()
    {
        var budget = model.Cell("high budget");
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddHandler("low", () => WriteThenWait(before, never), 1);
        model.Handler("high", () => Copy(before, x), first, 2, budget, maskable: true);
        model.Process("enabler", () => WaitThenWrite(seen, budget));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_task_waits_for_the_handler_of_its_level_that_is_active()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        model.Process("task", () => Copy(before, x), first);
        model.Handler("other", () => Write(go), first, 1, model.Cell("other budget"), maskable: true);
        AddHandler("active", () => WriteThenWait(before, seen), 1);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_task_waits_for_the_handler_of_its_own_processor()
    {
        var elsewhere = model.Cell("elsewhere");
        model.Process("reader", () => SeeAll(elsewhere, before, seen, x));
        model.Process("task", () => Copy(before, x), second);
        AddHandler("other", () => WriteThenWait(elsewhere, never), 1);
        model.Handler("active", () => WriteThenWait(before, seen), second, 1, model.Cell("active budget", 1), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_task_waits_for_the_copy_of_its_processor()
    {
        model.Process("reader", () => SeeBoth(always, seen, x));
        model.Process("task", () => WaitThenWrite(own, x), second);
        model.Process("enabler", () => WaitThenWrite(seen, model.On(own, second)));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_task_does_not_wait_for_an_urgent_handler_that_cannot_strike()
    {
        model.Process("reader", () => SeeBoth(always, seen, x));
        model.Process("task", () => WaitThenWrite(go, x), first);
        model.Handler("urgent", () => Write(own), first, 1, model.Cell("no budget"), maskable: true, urgent: true);
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    /// <summary>The urgent handler would never come to its end.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_task_waits_for_whoever_keeps_an_urgent_handler_from_striking(bool byItsMask)
    {
        var budget = model.Cell("urgent budget", 1);
        model.Process("reader", () => SeeBoth(always, seen, x));
        model.Process("enabler", byItsMask ? () => WaitThenWrite(seen, first.Mask) : () => WaitThenClear(seen, budget));
        model.Process("task", () => Write(x), first);
        model.Handler("urgent", () => WaitThenWrite(never, never), first, 1, budget, maskable: true, urgent: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_waits_for_whoever_writes_its_cell()
    {
        model.Process("reader", () => SeeBoth(always, seen, x));
        AddThread(() => WaitThenWrite(go, x));
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_waits_for_its_handler()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Copy(before, x));
        AddThreadHandler("h", () => WriteThenWait(before, seen), 1);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_waits_for_the_topmost_of_its_handlers()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Copy(before, x));
        AddThreadHandler("low", () => WriteThenWait(below, seen), 1);
        AddThreadHandler("high", () => CopyThenWait(below, before, seen), 2);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_does_not_wait_for_the_handler_of_another_one()
    {
        var elsewhere = model.Cell("elsewhere");
        model.Process("reader", () => SeeAll(elsewhere, before, seen, x));
        var other = model.Thread("other", () => Write(go), second, [second]);
        AddThread(() => Copy(before, x));
        model.Handler("on the other", () => WriteThenWait(elsewhere, never), other, 1, model.Cell("budget of the other", 1), maskable: true);
        AddThreadHandler("h", () => WriteThenWait(before, seen), 1);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_sleeping_thread_waits_for_whoever_writes_its_cell()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => WriteThenLeaveThenWaitThenWrite(before, one, go, x));
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_sleeping_thread_waits_for_its_handler()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => WriteWhileAway(x));
        AddThreadHandler("h", () => LeaveThenWriteThenWait(one, before, go), 1);
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_until_its_thread_is_placed()
    {
        model.Process("reader", () => SeeBoth(always, seen, x));
        one.Thread = model.Thread("a", () => Write(go), null, [first], runnable: false);
        AddThreadHandler("h", () => Write(x), 1);
        model.Process("enabler", () => WaitThenWrite(seen, one.Thread.Runnable));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_until_its_thread_is_placed_again()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Write(go));
        AddThreadHandler("h", () => WriteThenLeaveThenWrite(before, one, x), 1);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_for_whoever_writes_its_cell()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Write(own));
        AddThreadHandler("h", () => WriteThenWaitThenWrite(before, go, x), 1);
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_while_away_for_whoever_writes_its_cell()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Write(own));
        AddThreadHandler("h", () => WriteThenLeaveThenWaitThenWrite(before, one, go, x), 1);
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_for_one_of_a_higher_level()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Write(own));
        AddThreadHandler("low", () => WriteThenCopy(below, before, x), 1);
        AddThreadHandler("high", () => CopyThenWait(below, before, seen), 2);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_while_away_for_one_of_a_higher_level()
    {
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Write(own));
        AddThreadHandler("low", () => ReadThenWriteWhileAway(own, x), 1);
        AddThreadHandler("high", () => LeaveThenWriteThenWait(one, before, go), 2);
        model.Process("enabler", () => WaitThenWrite(seen, go));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_within_a_lower_one_waits_for_its_budget()
    {
        var budget = model.Cell("high budget");
        model.Process("reader", () => SeeBoth(before, seen, x));
        AddThread(() => Write(own));
        AddThreadHandler("low", () => WriteThenWait(before, never), 1);
        model.Handler("high", () => Copy(before, x), one.Thread, 2, budget, maskable: true);
        model.Process("enabler", () => WaitThenWrite(seen, budget));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_until_it_is_unmasked()
    {
        model.Initialise(first.Mask, 1);
        model.Process("reader", () => SeeBoth(always, seen, x));
        AddThread(() => WaitThenWrite(never, never));
        AddThreadHandler("h", () => Write(x), 1);
        model.Process("enabler", () => WaitThenClear(seen, first.Mask));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_thread_handler_waits_for_an_urgent_handler()
    {
        model.Process("reader", () => SeeBoth(always, seen, x));
        AddThread(() => WaitThenWrite(never, never));
        AddThreadHandler("h", () => Write(x), 1);
        AddHandler("urgent", () => WriteBoth(go, go), 1, urgent: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    private void AddHandler(string name, Func<Step> body, int level, bool urgent = false) =>
        model.Handler(name, body, first, level, model.Cell($"budget of {name}", 1), maskable: true, urgent: urgent);

    private void AddThread(Func<Step> body) => one.Thread = model.Thread("a", body, first, [first]);

    private void AddThreadHandler(string name, Func<Step> body, int level) =>
        model.Handler(name, body, one.Thread, level, model.Cell($"budget of {name}", 1), maskable: true);

    private static async Step SeeBoth(Cell before, Cell seen, Cell x)
    {
        var found = await before.ReadOnce();
        await seen.WriteOnce(1);
        found &= await x.ReadOnce();
        Check.That(found == 0, "not both");
    }

    private static async Step SeeAll(Cell elsewhere, Cell before, Cell seen, Cell x)
    {
        var found = await elsewhere.ReadOnce();
        found &= await before.ReadOnce();
        await seen.WriteOnce(1);
        found &= await x.ReadOnce();
        Check.That(found == 0, "not all");
    }

    private static async Step Write(Cell cell) => await cell.WriteOnce(1);

    private static async Step WaitThenClear(Cell one, Cell two)
    {
        await one.WaitUntil(1);
        await two.WriteOnce(0);
    }

    private static async Step WriteBoth(Cell one, Cell two)
    {
        await one.WriteOnce(1);
        await two.WriteOnce(1);
    }

    private static async Step WriteWhileAway(Cell cell) => await cell.WriteOnce(1).WhileAway();

    private static async Step Copy(Cell from, Cell to) => await to.WriteOnce(await from.ReadOnce());

    private static async Step WriteThenCopy(Cell one, Cell from, Cell to)
    {
        await one.WriteOnce(1);
        await Copy(from, to);
    }

    private static async Step CopyThenWait(Cell from, Cell to, Cell other)
    {
        await Copy(from, to);
        await other.WaitUntil(1);
    }

    private static async Step ReadThenWriteWhileAway(Cell one, Cell two)
    {
        await one.ReadOnce();
        await two.WriteOnce(1).WhileAway();
    }

    private static async Step WriteThenWait(Cell one, Cell two)
    {
        await one.WriteOnce(1);
        await two.WaitUntil(1);
    }

    private static async Step WaitThenWrite(Cell one, Cell two)
    {
        await one.WaitUntil(1);
        await two.WriteOnce(1);
    }

    private static async Step WriteThenWaitThenWrite(Cell one, Cell two, Cell three)
    {
        await one.WriteOnce(1);
        await WaitThenWrite(two, three);
    }

    private static async Step WriteThenLeaveThenWrite(Cell one, One thread, Cell two)
    {
        await one.WriteOnce(1);
        await thread.Thread.Leave(runnable: true);
        await two.WriteOnce(1);
    }

    private static async Step WriteThenLeaveThenWaitThenWrite(Cell one, One thread, Cell two, Cell three)
    {
        await one.WriteOnce(1);
        await thread.Thread.Leave(runnable: false);
        await two.WaitUntil(1).WhileAway();
        await three.WriteOnce(1).WhileAway();
    }

    private static async Step LeaveThenWriteThenWait(One thread, Cell one, Cell two)
    {
        await thread.Thread.Leave(runnable: false);
        await one.WriteOnce(1).WhileAway();
        await two.WaitUntil(1).WhileAway();
    }

    /// <summary>The thread that the bodies refer to; set once the model is built.</summary>
    private sealed class One : IModelObject
    {
        public ProcessThread Thread { get; set; } = null!;
    }
}
