namespace Interleave.Tests.Search;

/// <summary>The search on packed states finds out once what a step does where all that it looks at is the same. What it looks at
/// beyond the cell that it names counts as well.</summary>
public sealed class PackedSearchTests
{
    [Fact]
    public void The_upper_half_of_a_64_bit_cell()
    {
        var model = new Model();
        var cell = model.Cell64("cell");
        model.Process("reading", () => ExpectNothing(cell));
        model.Process("writing", () => Write(cell.High, 1));
        AssertSameAsInGraph(model, EngineInvariants.NoException);
    }

    [Fact]
    public void Whether_the_memory_was_freed()
    {
        // The first cell of the model, and another one.
        var model = new Model();
        var (first, second) = (model.Region("first"), model.Region("second"));
        foreach (var region in (Region[])[first, second])
        {
            var field = model.Cell(region.Freed.Name + " field", 0, region);
            model.Process("reading " + region.Freed.Name, () => Read(field));
        }

        model.Process("freeing", () => Write(first.Freed, 1));
        AssertSameAsInGraph(model, EngineInvariants.UseAfterFree);
        model.Process("freeing, too", () => Write(second.Freed, 1));
        AssertSameAsInGraph(model, EngineInvariants.UseAfterFree);
    }

    [Fact]
    public void Words_that_are_far_from_each_other_in_the_state()
    {
        // So many bits are between the two that no word of a packed state has both.
        var model = new Model();
        var region = model.Region("memory");
        var between = new Cells([.. Enumerable.Range(0, 50).Select(i => model.Cell($"between {i}"))]);
        var field = model.Cell("field", 0, region);
        model.Process("filling", () => WriteAll(between));
        model.Process("counting", () => AddTwice(field));
        model.Process("counting, too", () => AddTwice(field));
        model.Process("freeing", () => Write(region.Freed, 1));
        AssertSameAsInGraph(model, EngineInvariants.UseAfterFree);
    }

    [Fact]
    public void The_copy_of_the_processor_that_it_runs_on()
    {
        var model = new Model();
        var (one, two) = (model.Processor("one"), model.Processor("two"));
        var cell = model.PerProcessorCell("cell", _ => 0);
        model.Process("idle", () => Read(cell), one);
        model.Process("reading", () => ExpectZero(cell), two);
        model.Process("writing", () => Write(model.On(cell, two), 1));
        AssertSameAsInGraph(model, EngineInvariants.NoException);
    }

    private static void AssertSameAsInGraph(Model model, string violated)
    {
        var graph = Explore.Search(model);
        var packed = Explore.Search(model, new() { KeepGraph = false });
        Assert.Equal((graph.States, graph.Transitions), (packed.States, packed.Transitions));
        Assert.Equal([violated], graph.Violated);
        Assert.Equal([violated], packed.Violated);
    }

    private static async Step Read(Cell cell) => await cell.ReadOnce();

    private static async Step Write(Cell cell, uint value) => await cell.WriteOnce(value);

    private static async Step WriteAll(Cells cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            await cells[i].WriteOnce(1);
            await cells[i].WriteOnce(2);
        }
    }

    private static async Step AddTwice(Cell cell)
    {
        await cell.FetchAdd(1);
        await cell.FetchAdd(1);
    }

    private static async Step ExpectZero(Cell cell) => Check.That(await cell.ReadOnce() == 0, "not written");

    private static async Step ExpectNothing(Cell64 cell) => Check.That(await cell.Read() == 0, "not written");

    private sealed class Cells(Cell[] cells) : IModelObject
    {
        public int Count => cells.Length;

        public Cell this[int index] => cells[index];
    }
}
