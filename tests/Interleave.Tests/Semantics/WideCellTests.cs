using Interleave.Tests.Generated;

namespace Interleave.Tests.Semantics;

/// <summary>64-bit cells, accessed whole or by halves.</summary>
public sealed class WideCellTests
{
    private const ulong Before = 0x1_FFFF_FFFF;
    private const ulong After = 0x2_0000_0000;

    [Fact]
    public void A_64_bit_addition_carries_into_the_high_half() => Assert.True(Explored(Add).Holds);

    [Fact]
    public void A_64_bit_write_is_never_seen_half_done() => Assert.True(Explored(WriteWhole, ReadWhole).Holds);

    [Fact]
    public void Two_32_bit_writes_can_be_seen_half_done() =>
        Assert.Equal([EngineInvariants.NoException], Explored(WriteHalves, ReadWhole).Search.Violated);

    [Fact]
    public void Two_32_bit_reads_can_see_a_64_bit_write_half_done() =>
        Assert.Equal([EngineInvariants.NoException], Explored(WriteWhole, ReadHalves).Search.Violated);

    [Fact]
    public void The_halves_are_the_same_memory_as_the_whole() => Assert.True(Explored(CheckHalves).Holds);

    [Fact]
    public void Every_operation_on_the_whole_takes_both_halves()
    {
        Assert.True(Explored(OperateOnBothHalves).Holds);
        RandomWalk.Compare(ModelOf(OperateOnBothHalves), new Rng(0));
    }

    private static async Step Add(Cell64 cell)
    {
        Check.That(await cell.FetchAdd(1) == Before, "before");
        Check.That(await cell.Read() == After, "after");
    }

    private static async Step WriteWhole(Cell64 cell) => await cell.Write(After);

    private static async Step WriteHalves(Cell64 cell)
    {
        await cell.Low.WriteOnce(unchecked((uint)After));
        await cell.High.WriteOnce((uint)(After >> 32));
    }

    private static async Step ReadWhole(Cell64 cell) => Check.That(await cell.Read() is Before or After, "not torn");

    private static async Step ReadHalves(Cell64 cell)
    {
        var low = await cell.Low.ReadOnce();
        var value = low | ((ulong)await cell.High.ReadOnce() << 32);
        Check.That(value is Before or After, "not torn");
    }

    private static async Step CheckHalves(Cell64 cell)
    {
        Check.That(await cell.Low.ReadOnce() == 0xFFFF_FFFF, "low");
        Check.That(await cell.High.ReadOnce() == 1, "high");
        await cell.High.WriteOnce(0xABCD);
        Check.That(await cell.Read() == 0xABCD_FFFF_FFFF, "whole");
    }

    private static async Step OperateOnBothHalves(Cell64 cell)
    {
        Check.That(await cell.Exchange(0xF000_0000_0000_000F) == Before, "exchanged");
        Check.That(await cell.CompareExchange(0xF000_0000_0000_000F, 0x5_0000_0000) == 0xF000_0000_0000_000F, "as expected");
        Check.That(await cell.CompareExchange(0, 1) == 0x5_0000_0000, "not as expected");
        Check.That(await cell.FetchOr(0x2_0000_0002) == 0x5_0000_0000, "not stored");
        Check.That(await cell.FetchAndNot(0x4_0000_0002) == 0x7_0000_0002, "bits set");
        Check.That(await cell.ReadOnce() == 0x3_0000_0000, "bits cleared");
        await cell.WriteOnce(After);
        Check.That(await cell.ReadOnce() == After, "written");
    }

    private static ExplorationResult Explored(params Func<Cell64, Step>[] bodies) => Explore.All(ModelOf(bodies));

    private static Model ModelOf(params Func<Cell64, Step>[] bodies)
    {
        var model = new Model();
        var cell = model.Cell64("cell", Before);
        foreach (var body in bodies)
        {
            model.Process(body.Method.Name, () => body(cell));
        }

        return model;
    }
}
