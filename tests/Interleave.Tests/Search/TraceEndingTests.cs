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

    [Fact]
    public void A_thread_that_has_left_raises_a_handler_where_it_was()
    {
        var model = new Model();
        var (first, second) = (model.Processor("first"), model.Processor("second"));
        var (pending, x, threads) = (model.Cell("pending"), model.Cell("x"), new Holder());
        threads.Sleeper = model.Thread("a", () => LeaveAndRaise(threads, pending), first, [second]);
        model.Handler("h", () => Append(x, 1), first, 1, pending, maskable: true);
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void A_thread_that_begins_where_it_may_not_return_links_a_handler_with_what_it_interrupts()
    {
        var model = new Model();
        var (here, elsewhere) = (model.Processor("here"), model.Processor("elsewhere"));
        var (both, x) = (model.Cell64("both"), model.Cell("x"));
        model.Thread("a", () => Write(both, 0x1_00000001), elsewhere, [here]);
        model.Thread("b", () => WriteAndAppend(both.High, 2, x), null, [here]);
        model.Handler("h", () => Write(both.Low, 3), here, 1, model.Cell("budget", 1), maskable: true, mustStrike: true);
        AgreesWithStateGraph(model);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    public void A_handler_that_nothing_else_masks_is_masked_by_the_largest_value(uint initially)
    {
        var model = new Model();
        var cpu = model.Processor("cpu", initially);
        var x = model.Cell("x");
        model.Process("other", () => Write(cpu.Mask, uint.MaxValue - initially));
        model.Handler("h", () => Append(x, 1), cpu, 1, model.Cell("budget", 1), maskable: false, mustStrike: true);
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void A_thread_that_could_be_placed_is_stopped()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var x = model.Cell("x");
        var thread = model.Thread("a", () => Append(x, 1), null, [cpu]);
        model.Process("other", () => Write(thread.Runnable, 0));
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void Handlers_of_a_processor_and_of_its_thread_share_a_budget()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, y, budget) = (model.Cell("x"), model.Cell("y"), model.Cell("budget", 1));
        var thread = model.Thread("a", () => Write(y, 0), cpu, [cpu]);
        model.Thread("b", () => Append(x, 1), null, [cpu]);
        model.Handler("on a", () => Write(y, 0), thread, 1, budget, maskable: false);
        model.Handler("also on a", () => Write(x, 2), thread, 1, model.Cell("its own budget", 1), maskable: false);
        model.Handler("on cpu", () => Write(y, 0), cpu, 1, budget, maskable: false);
        model.Process("free", () => Append(x, 3));
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void Words_count_also_when_they_are_many()
    {
        var model = new Model();
        var (many, x, y) = (Many(model), model.Cell("x"), model.Cell("y"));
        model.Process("reader", () => ReadManyAndAppend(many, x));
        model.Process("other", () => ReadAndAppend(y, x, 2));
        model.Handler("h", () => ReadAndAppend(y, x, 3), model.Processor("cpu"), 1, model.Cell("budget", 1), maskable: true, mustStrike: true);
        AgreesWithStateGraph(model);
    }

    [Fact]
    public void Processes_with_many_words_each_of_their_own_have_one_execution()
    {
        var model = new Model();
        var (one, other) = (Many(model), Many(model));
        model.Process("one", () => ReadManyAndAppend(one, one.Last));
        model.Process("other", () => ReadManyAndAppend(other, other.Last));
        Assert.Equal(1, Explore.Traces(model, new TraceOptions { MaxExecutions = 2 }).Executions);
    }

    [Fact]
    public void Words_that_are_too_many_to_count_by_themselves_lose_no_ending()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (many, x) = (new ManyCells([.. Enumerable.Range(0, 200).Select(i => model.Cell($"cell {i}"))]), model.Cell("x"));
        model.Process("reader", () => SumUp(many, x), cpu);
        model.Process("writer", () => Write(many.Last, 1));
        model.Process("other writer", () => Write(many[130], 2));
        model.Handler("h", () => Write(many[3], 4), cpu, 1, model.Cell("budget", 1), maskable: true);
        AgreesWithStateGraph(model);
        Assert.False(Explore.Traces(model).FootprintsAreExact);
    }

    private static ManyCells Many(Model model) => new([.. Enumerable.Range(0, 60).Select(_ => model.Cell($"cell {model.Cells.Count}"))]);

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

    private static async Step WriteAndAppend(Cell cell, uint value, Cell x)
    {
        await cell.WriteOnce(value);
        await Append(x, 1);
    }

    private static async Step Write(Cell64 cell, ulong value) => await cell.Write(value);

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

    private static async Step LeaveAndRaise(Holder threads, Cell pending)
    {
        await threads.Sleeper!.Leave(runnable: true);
        await pending.WriteOnce(1);
    }

    private static async Step ReadAndAppend(Cell y, Cell x, uint digit)
    {
        await y.ReadOnce();
        await Append(x, digit);
    }

    private static async Step ReadManyAndAppend(ManyCells many, Cell x)
    {
        for (var i = 0; i < many.Count; i++)
        {
            await many[i].ReadOnce();
        }

        await Append(x, 1);
    }

    private static async Step SumUp(ManyCells many, Cell x)
    {
        var sum = 0U;
        for (var i = 0; i < many.Count; i++)
        {
            sum += await many[i].ReadOnce();
        }

        await x.WriteOnce(sum);
    }

    private sealed class ManyCells(Cell[] cells) : IModelObject
    {
        public int Count => cells.Length;

        public Cell Last => cells[^1];

        public Cell this[int index] => cells[index];
    }

    private sealed class Holder : IModelObject
    {
        public ProcessThread? Sleeper { get; set; }
    }
}
