using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Search;

/// <summary>Traces of models with pending handlers, graded masks and sleeping threads end in the states that the state graph
/// has, and violate the same invariants.</summary>
public sealed class TraceEndingTests
{
    [Fact]
    public void A_pending_handler_holds_what_it_interrupts()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (pending, x) = (model.Cell("pending"), model.Cell("x"));
        model.Process("task", () => RaiseAndAppend(pending, cpu.Mask, x), cpu);
        model.Process("other", () => Append(x, 3));
        model.Handler("h", () => Append(x, 2), cpu, 1, pending, maskable: true, urgent: true);
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void A_pending_handler_is_raised_from_another_processor()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (pending, x) = (model.Cell("pending"), model.Cell("x"));
        model.Process("task", () => AppendTwice(x, 1), cpu);
        model.Process("other", () => Write(pending, 1));
        model.Handler("h", () => Append(x, 2), cpu, 1, pending, maskable: true, urgent: true);
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void A_handler_is_masked_by_large_values_only()
    {
        var model = new Model();
        var cpu = model.Processor("cpu", mask: 2);
        var x = model.Cell("x");
        model.Process("task", () => LowerAndAppend(cpu.Mask, x), cpu);
        model.Handler("nmi", () => Append(x, 2), cpu, 2, model.Cell("budget", 1), maskable: false, mustStrike: true, maskedFrom: 2);
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void A_thread_that_sleeps_is_handed_a_lock()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (mutex, x, threads) = (model.Cell("mutex", 1), model.Cell("x"), new Holder());
        threads.Sleeper = model.Thread("sleeper", () => SleepAndAppend(mutex, x, threads), cpu, [cpu]);
        model.Thread("owner", () => AppendAndUnlock(mutex, x), null, [cpu]);
        AgreesWithStateGraph(model);
    }

    private static void AgreesWithStateGraph(Model model)
    {
        var cells = model.CellWords;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var traces = Explore.Traces(model, new TraceOptions { Restarted = found.Clear, Ended = state => found.Add(string.Join(' ', state.Take(cells))) });
        var expected = StateSpace.Of(model).Endings.Select(state => string.Join(' ', state.Take(cells))).ToHashSet(StringComparer.Ordinal);
        Assert.True(traces.Complete);
        Assert.Equal(expected.Order(StringComparer.Ordinal), found);
        Assert.Equal(Explore.All(model).Search.Violated, traces.Violated);
    }

    private static async Step Append(Cell x, uint digit) => await x.WriteOnce((await x.ReadOnce() * 10) + digit);

    private static async Step AppendTwice(Cell x, uint digit)
    {
        await Append(x, digit);
        await Append(x, digit);
    }

    private static async Step Write(Cell cell, uint value) => await cell.WriteOnce(value);

    private static async Step RaiseAndAppend(Cell pending, Cell mask, Cell x)
    {
        await mask.WriteOnce(1);
        await pending.WriteOnce(1);
        await Append(x, 1);
        await mask.WriteOnce(0);
        await Append(x, 1);
    }

    private static async Step LowerAndAppend(Cell mask, Cell x)
    {
        await Append(x, 1);
        await mask.WriteOnce(1);
        await Append(x, 1);
        await mask.WriteOnce(0);
    }

    private static async Step SleepAndAppend(Cell mutex, Cell x, Holder threads)
    {
        await threads.Sleeper!.Leave(runnable: false);
        await mutex.Acquire().WhileAway();
        await threads.Sleeper!.Runnable.WriteOnce(1).WhileAway();
        await Append(x, 1);
    }

    private static async Step AppendAndUnlock(Cell mutex, Cell x)
    {
        await Append(x, 2);
        await mutex.WriteOnce(0);
        await Append(x, 3);
    }

    private sealed class Holder : IModelObject
    {
        public ProcessThread? Sleeper { get; set; }
    }
}
