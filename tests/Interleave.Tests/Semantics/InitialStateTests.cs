using Interleave.Replay;

namespace Interleave.Tests.Semantics;

/// <summary>What cells hold before the first step.</summary>
public sealed class InitialStateTests
{
    [Fact]
    public void A_cell_holds_its_initial_value()
    {
        var model = new Model();
        var (cell, wide) = (model.Cell("cell", 3), model.Cell64("wide", 0x5_0000_0004));
        var start = new Interpreter(model);
        Assert.Equal((3u, 4u, 5u), (start.ValueOf(cell), start.ValueOf(wide.Low), start.ValueOf(wide.High)));
    }

    [Fact]
    public void A_cell_can_be_raised_any_number_of_times()
    {
        var model = new Model();
        var cell = model.Cell("cell", 3);
        model.Raise(cell);
        model.Raise(cell);
        Assert.Equal(5u, new Interpreter(model).ValueOf(cell));
        model.Process("p", () => Expect(cell, 5));
        Assert.True(Explore.All(model).Holds);
    }

    [Fact]
    public void A_per_processor_cell_starts_with_a_value_for_each_processor()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        var cell = model.PerProcessorCell("cell", processor => 10 + (uint)processor.Index);
        var wide = model.PerProcessorCell64("wide", processor => (ulong)processor.Index << 32);
        var start = new Interpreter(model);
        Assert.Equal((10u, 11u), (start.ValueOf(model.On(cell, one)), start.ValueOf(model.On(cell, two))));
        Assert.Equal((0u, 1u), (start.ValueOf(model.On(wide.High, one)), start.ValueOf(model.On(wide.High, two))));
    }

    [Fact]
    public void A_thread_is_placed_where_the_model_says()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        var cell = model.Cell("cell");
        var thread = model.Thread("t", () => Expect(cell, 0), two, [one, two]);
        var start = new Interpreter(model);
        Assert.Equal((2u, 0u, 1u), (start.ValueOf(thread.Place), start.ValueOf(one.Occupant), start.ValueOf(two.Occupant)));
    }

    private static async Step Expect(Cell cell, uint value) => Check.That(await cell.ReadOnce() == value, "initial value");
}
