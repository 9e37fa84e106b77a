namespace Interleave.Tests.Reduced;

/// <summary>What a process may still do counts with everything that it looks at. In each model somebody passes through a state in which
/// only that is violated which a later step of another process looks at: whoever thinks that they do not depend on each other lets the
/// first one pass.</summary>
public sealed class FootprintTests
{
    [Fact]
    public void Whoever_may_use_memory_looks_at_whether_it_is_freed()
    {
        var model = new Model();
        var region = model.Region("object");
        var (before, field) = (model.Cell("before"), model.Cell("field", 0, region));
        model.Process("user", () => ReadBoth(before, field));
        model.Process("owner", () => ThereAndBack(region.Freed));
        SameVerdict.Of(model, EngineInvariants.UseAfterFree);
    }

    [Fact]
    public void Whoever_may_write_memory_looks_at_whether_it_is_freed()
    {
        var model = new Model();
        var region = model.Region("object");
        var (before, field) = (model.Cell("before"), model.Cell("field", 0, region));
        model.Process("user", () => Raise(before, 1, field));
        model.Process("owner", () => ThereAndBack(region.Freed));
        SameVerdict.Of(model, EngineInvariants.UseAfterFree);
    }

    [Fact]
    public void Whoever_may_use_memory_at_once_looks_at_whether_it_is_freed()
    {
        var model = new Model();
        var region = model.Region("object");
        var field = model.Cell("field", 0, region);
        model.Process("user", () => Write(field));
        model.Process("owner", () => ThereAndBack(region.Freed));
        SameVerdict.Of(model, EngineInvariants.UseAfterFree);
    }

    [Fact]
    public void Whoever_may_read_a_wide_cell_looks_at_both_of_its_words()
    {
        var model = new Model();
        var (before, wide) = (model.Cell("before"), model.Cell64("wide"));
        model.Process("reader", () => ReadWide(before, wide));
        model.Process("writer", () => ThereAndBack(wide.High));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void Whoever_may_write_a_wide_cell_changes_both_of_its_words()
    {
        var model = new Model();
        var (before, wide) = (model.Cell("before"), model.Cell64("wide"));
        model.Process("writer", () => WideThereAndBack(before, wide));
        model.Process("reader", () => ExpectZero(wide.High));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void Whoever_may_wait_for_a_lock_may_take_it()
    {
        var model = new Model();
        var (before, mutex) = (model.Cell("before"), model.Cell("mutex"));
        model.Process("owner", () => ReadThenAcquire(before, mutex));
        model.Process("reader", () => ExpectZero(mutex));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void Whoever_reads_the_copy_of_its_processor_looks_at_that_one()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var own = model.PerProcessorCell("own", _ => 0);
        model.Process("task", () => ExpectZero(own), cpu);
        model.Process("elsewhere", () => Write(model.On(own, cpu)));
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_handler_that_may_strike_again_does_again_what_it_has_done()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (before, counter) = (model.Cell("before"), model.Cell("counter"));
        model.Process("reader", () => ExpectNot(counter, 2));
        model.Handler("h", () => IncrementBetween(before, counter), cpu, 1, model.Cell("budget", 2), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    /// <summary>Who raises the budget is known at once, or only when the search has come that far.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_handler_that_cannot_strike_yet_may_do_so_once_somebody_raises_its_budget(int stepsBefore)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, budget, before) = (model.Cell("x"), model.Cell("budget"), model.Cell("before"));
        model.Process("task", () => ThereAndBack(x), cpu);
        model.Process("raiser", () => Raise(before, stepsBefore, budget));
        model.Handler("h", () => ExpectZero(x), cpu, 1, budget, maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Theory]
    [InlineData(true, 1u)]
    [InlineData(false, uint.MaxValue)]
    public void Whoever_masks_a_handler_keeps_it_from_striking(bool maskable, uint mask)
    {
        var model = new Model();
        model.Processor("another");
        var cpu = model.Processor("cpu");
        var (own, x) = (model.OwnMask(), model.Cell("x"));
        model.Process("task", () => WriteThenPass(own, mask), cpu);
        model.Handler("h", () => Fail(x), cpu, 1, model.Cell("budget", 1), maskable);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Theory]
    [InlineData(true, 1u)]
    [InlineData(false, uint.MaxValue)]
    public void A_handler_need_not_have_struck_when_somebody_elsewhere_masks_it(bool maskable, uint mask)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (before, struck) = (model.Cell("before"), model.Cell("struck"));
        model.Process("elsewhere", () => WriteThenExpectOne(cpu.Mask, mask, struck));
        model.Handler("h", () => Raise(before, 1, struck), cpu, 1, model.Cell("budget", 1), maskable);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Theory]
    [InlineData(true, 1u)]
    [InlineData(false, uint.MaxValue)]
    public void A_handler_that_must_strike_cannot_once_somebody_elsewhere_masks_it(bool maskable, uint mask)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var x = model.Cell("x");
        model.Process("elsewhere", () => WriteThenPass(cpu.Mask, mask));
        model.Handler("h", () => Write(x), cpu, 1, model.Cell("budget", 1), maskable, mustStrike: true);
        SameVerdict.Of(model, EngineInvariants.NoDeadlock);
    }

    /// <summary>What the other process does first masks nobody.</summary>
    [Fact]
    public void A_handler_that_must_strike_cannot_once_somebody_masks_it_in_the_end()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var x = model.Cell("x");
        model.Handler("h", () => Write(x), cpu, 1, model.Cell("budget", 1), maskable: false, mustStrike: true);
        model.Process("elsewhere", () => WriteAll(cpu.Mask, 1, 2, uint.MaxValue));
        SameVerdict.Of(model, EngineInvariants.NoDeadlock);
    }

    [Fact]
    public void A_budget_may_be_the_copy_of_a_processor()
    {
        var model = new Model();
        model.Processor("another");
        var cpu = model.Processor("cpu");
        var (x, own) = (model.Cell("x"), model.PerProcessorCell("own", _ => 0));
        model.Process("other", () => ThereAndBack(x));
        model.Process("raiser", () => Write(own), cpu);
        model.Handler("h", () => ExpectZero(x), cpu, 1, model.On(own, cpu), maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    [Fact]
    public void A_budget_may_be_half_of_a_wide_cell()
    {
        var model = new Model();
        var (x, wide) = (model.Cell("x"), model.Cell64("wide"));
        model.Process("other", () => ThereAndBack(x));
        model.Process("raiser", () => WriteWide(wide));
        model.Handler("h", () => ExpectZero(x), model.Processor("cpu"), 1, wide.High, maskable: true);
        SameVerdict.Of(model, EngineInvariants.NoException);
    }

    private static async Step ThereAndBack(Cell cell)
    {
        await cell.WriteOnce(1);
        await cell.WriteOnce(0);
    }

    private static async Step WideThereAndBack(Cell before, Cell64 wide)
    {
        await before.ReadOnce();
        await wide.Write(1UL << 32);
        await wide.Write(0);
    }

    private static async Step ReadBoth(Cell before, Cell field)
    {
        await before.ReadOnce();
        await field.ReadOnce();
    }

    private static async Step Write(Cell cell) => await cell.WriteOnce(1);

    private static async Step ReadWide(Cell before, Cell64 wide)
    {
        await before.ReadOnce();
        var found = await wide.Read();
        Check.That(found == 0, "the value is another one");
    }

    private static async Step ExpectZero(Cell cell)
    {
        var found = await cell.ReadOnce();
        Check.That(found == 0, "the value is another one");
    }

    private static async Step ExpectNot(Cell cell, uint value)
    {
        var found = await cell.ReadOnce();
        Check.That(found != value, "the value is another one");
    }

    private static async Step IncrementBetween(Cell other, Cell cell)
    {
        await other.ReadOnce();
        await cell.FetchAdd(1);
        await other.ReadOnce();
    }

    private static async Step ReadThenAcquire(Cell before, Cell mutex)
    {
        await before.ReadOnce();
        await mutex.Acquire();
    }

    private static async Step Raise(Cell before, int steps, Cell budget)
    {
        for (var i = 0; i < steps; i++)
        {
            await before.ReadOnce();
        }

        await budget.WriteOnce(1);
    }

    private static async Step WriteWide(Cell64 wide) => await wide.Write(1UL << 32);

    private static async Step WriteAll(Cell cell, uint first, uint second, uint third)
    {
        await cell.WriteOnce(first);
        await cell.WriteOnce(second);
        await cell.WriteOnce(third);
    }

    private static async Step WriteThenPass(Cell cell, uint value)
    {
        await cell.WriteOnce(value);
        await CellOperations.Pass("after");
    }

    private static async Step WriteThenExpectOne(Cell cell, uint value, Cell other)
    {
        await cell.WriteOnce(value);
        var found = await other.ReadOnce();
        Check.That(found == 1, "the value is another one");
    }

    private static async Step Fail(Cell cell)
    {
        await cell.ReadOnce();
        Check.That(false, "it has struck");
    }
}
