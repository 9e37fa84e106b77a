using System.Numerics;

namespace Interleave.Tests.Golden;

/// <summary>Closed forms for the number of schedules of one task and handlers that strike once each.</summary>
public sealed class InterruptFormulaTests
{
    /// <summary>Handlers nest: each may begin before, after or between all steps of what is below it.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 1, 4)]
    [InlineData(4, 3, 2)]
    [InlineData(2, 2, 2, 2)]
    [InlineData(3, 1, 2, 3, 1)]
    public void Handlers_of_increasing_levels_have_as_many_schedules_as_there_are_gaps_below_each(int steps, params int[] lengths)
    {
        var expected = BigInteger.One;
        var below = steps;
        foreach (var length in lengths)
        {
            expected *= below + 1;
            below += length;
        }

        Assert.Equal(expected, Schedules(steps, lengths, index => index + 1));
    }

    /// <summary>Handlers of one level do not nest, so how long they are does not matter.</summary>
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 1, 4)]
    [InlineData(4, 3, 2, 5)]
    [InlineData(2, 2, 2, 2, 2)]
    public void Handlers_of_equal_levels_have_one_factor_each_whatever_their_lengths(int steps, params int[] lengths)
    {
        var expected = BigInteger.One;
        for (var i = 1; i <= lengths.Length; i++)
        {
            expected *= steps + i;
        }

        Assert.Equal(expected, Schedules(steps, lengths, _ => 1));
    }

    private static BigInteger? Schedules(int steps, int[] lengths, Func<int, int> level)
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var task = model.Cell("task");
        model.Process("task", () => Write(task, steps), cpu);
        for (var i = 0; i < lengths.Length; i++)
        {
            var (cell, length) = (model.Cell($"h{i}"), lengths[i]);
            model.Handler($"h{i}", () => Write(cell, length), cpu, level(i), model.Cell($"budget {i}", 1), maskable: true, mustStrike: true);
        }

        return Explore.All(model).Search.Interleavings;
    }

    private static async Step Write(Cell cell, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await cell.WriteOnce((uint)i + 1);
        }
    }
}
