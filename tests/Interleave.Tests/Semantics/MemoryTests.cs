namespace Interleave.Tests.Semantics;

/// <summary>What the engine remembers about memory: freed, and never written.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Accessing_a_cell_of_a_freed_region_is_a_violation() =>
        Assert.Equal([EngineInvariants.UseAfterFree], Violated((region, cell) => ReadAfterFree(region, cell)));

    [Fact]
    public void Writing_a_cell_of_a_freed_region_is_a_violation() =>
        Assert.Equal([EngineInvariants.UseAfterFree], Violated((region, cell) => WriteAfterFree(region, cell)));

    [Fact]
    public void Accessing_a_cell_before_its_region_is_freed_is_none() =>
        Assert.Empty(Violated((region, cell) => WriteThenFree(region, cell)));

    [Fact]
    public void A_freed_region_can_be_used_again_once_it_is_allocated_again() =>
        Assert.Empty(Violated((region, cell) => FreeAllocateWrite(region, cell)));

    [Fact]
    public void Reading_a_cell_that_was_never_written_is_a_violation() =>
        Assert.Equal([EngineInvariants.NoUninitialisedRead], Violated((_, cell) => Read(cell), Model.Uninitialised));

    [Fact]
    public void Writing_a_cell_that_was_never_written_is_none() =>
        Assert.Empty(Violated((_, cell) => WriteAndRead(cell), Model.Uninitialised));

    [Fact]
    public void Reading_half_a_64_bit_cell_that_was_never_written_taints_the_whole()
    {
        var model = new Model();
        var cell = model.Cell64("cell", (ulong)Model.Uninitialised << 32);
        model.Process("p", () => ReadWide(cell));
        Assert.Equal([EngineInvariants.NoUninitialisedRead], Explore.All(model).Search.Violated);
    }

    private static async Step ReadAfterFree(Region region, Cell cell)
    {
        await region.Freed.WriteOnce(1);
        await cell.ReadOnce();
    }

    private static async Step WriteAfterFree(Region region, Cell cell)
    {
        await region.Freed.WriteOnce(1);
        await cell.WriteOnce(1);
    }

    private static async Step WriteThenFree(Region region, Cell cell)
    {
        await cell.WriteOnce(1);
        await region.Freed.WriteOnce(1);
    }

    private static async Step FreeAllocateWrite(Region region, Cell cell)
    {
        await region.Freed.WriteOnce(1);
        await region.Freed.WriteOnce(0);
        await cell.WriteOnce(1);
    }

    private static async Step Read(Cell cell) => await cell.ReadOnce();

    private static async Step ReadWide(Cell64 cell) => await cell.Read();

    private static async Step WriteAndRead(Cell cell)
    {
        await cell.WriteOnce(1);
        await cell.ReadOnce();
    }

    private static IReadOnlyList<string> Violated(Func<Region, Cell, Step> body, uint initial = 0)
    {
        var model = new Model();
        var region = model.Region("object");
        var cell = model.Cell("object.field", initial, region);
        model.Process("p", () => body(region, cell));
        return Explore.All(model).Search.Violated;
    }
}
