using Interleave;

namespace Benchmarks;

/// <summary>Processes that increment a shared cell in two steps and count how often they saw an even number.</summary>
internal static class Increments
{
    public static Model Build(int processes, int rounds)
    {
        var model = new Model();
        var shared = model.Cell("x");
        for (var i = 0; i < processes; i++)
        {
            var own = model.Cell($"own{i}");
            model.Process($"P{i}", () => Body(shared, own, rounds));
        }

        return model;
    }

    /// <summary>The same with processes that have no cell of their own, so that any two can be exchanged.</summary>
    public static Model BuildIdentical(int processes, int rounds)
    {
        var model = new Model();
        var (shared, even) = (model.Cell("x"), model.Cell("even"));
        for (var i = 0; i < processes; i++)
        {
            model.Process($"P{i}", () => Body(shared, even, rounds));
        }

        return model;
    }

    private static async Step Body(Cell shared, Cell own, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            if ((await Increment(shared) & 1) == 0)
            {
                await own.FetchAdd(1);
            }
        }
    }

    private static async Step<uint> Increment(Cell shared)
    {
        var old = await shared.Read();
        await shared.Write(old + 1);
        return old;
    }
}
