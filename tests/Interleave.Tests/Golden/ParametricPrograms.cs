using System.Globalization;

namespace Interleave.Tests.Golden;

/// <summary>Programs of the literature with parameters, in C#.</summary>
internal static class ParametricPrograms
{
    /// <summary>The model of a program such as <c>fib(3)</c>.</summary>
    public static Model Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var arguments = text[(open + 1)..^1].Split(',').Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        return text[..open] switch
        {
            "fib" => Fib(arguments[0], withCheck: false),
            "fib+check" => Fib(arguments[0], withCheck: true),
            "readers" => Readers(arguments[0]),
            "lastzero" => LastZero(arguments[0]),
            "race" => Race(arguments[0]),
            "publish" => Publish(arguments[0]),
            "popl" => Popl(),
            "increments" => Increments(arguments[0], arguments[1]),
            "lockinc" => LockPrograms.LockedIncrements(arguments[0]),
            "pi" => LockPrograms.Sum(arguments[0]),
            "mpat" => LockPrograms.Mpat(arguments[0]),
            "filesystem" => LockPrograms.FileSystem(arguments[0]),
            "indexer" => SharedMemoryPrograms.Indexer(arguments[0]),
            "par_length" => SharedMemoryPrograms.LongThreads(arguments[0]),
            "dekker" => SharedMemoryPrograms.Dekker(),
            "dekker2" => SharedMemoryPrograms.DekkerWithObservers(arguments[0]),
            "peterson" => SharedMemoryPrograms.Peterson(),
            "hwqueue" => SharedMemoryPrograms.Queue(),
            "sigma" => SharedMemoryPrograms.Sigma(arguments[0], withSum: false),
            "sigma+sum" => SharedMemoryPrograms.Sigma(arguments[0], withSum: true),
            var name => throw new ArgumentException(name, nameof(text)),
        };
    }

    private static Model Fib(int rounds, bool withCheck)
    {
        var model = new Model();
        var (x, y) = (model.Cell("x", 1), model.Cell("y", 1));
        model.Process("a", () => Sum(x, y, x, rounds));
        model.Process("b", () => Sum(x, y, y, rounds));
        if (withCheck)
        {
            model.Process("c", () => CheckSum(x, y));
        }

        return model;
    }

    private static async Step Sum(Cell x, Cell y, Cell into, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            var left = await x.ReadOnce();
            await into.WriteOnce(left + await y.ReadOnce());
        }
    }

    private static async Step CheckSum(Cell x, Cell y)
    {
        if (await x.ReadOnce() <= 144)
        {
            await y.ReadOnce();
        }
    }

    private static Model Readers(int count)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("writer", () => Write(x, 1));
        for (var i = 0; i < count; i++)
        {
            model.Process($"reader {i}", () => Read(x));
        }

        return model;
    }

    private static Model LastZero(int count)
    {
        var model = new Model();
        var cells = new CellArray([.. Enumerable.Range(0, count + 1).Select(i => model.Cell($"a[{i}]"))]);
        model.Process("search", () => FindLastZero(cells, count));
        for (var i = 1; i <= count; i++)
        {
            var (from, to) = (cells[i - 1], cells[i]);
            model.Process($"fill {i}", () => CopyPlusOne(from, to));
        }

        return model;
    }

    private static async Step FindLastZero(CellArray cells, int last)
    {
        while (await cells[last].ReadOnce() != 0)
        {
            last--;
        }
    }

    private static async Step CopyPlusOne(Cell from, Cell to) => await to.WriteOnce(await from.ReadOnce() + 1);

    private static Model Race(int rounds)
    {
        var model = new Model();
        var v = model.Cell("v");
        model.Process("a", () => WriteAndRead(v, 1, rounds));
        model.Process("b", () => WriteAndRead(v, 2, rounds));
        return model;
    }

    private static async Step WriteAndRead(Cell v, uint value, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await v.WriteOnce(value);
            await v.ReadOnce();
        }
    }

    private static Model Publish(int polls)
    {
        var model = new Model();
        var (x, flag) = (model.Cell("x"), model.Cell("flag"));
        model.Process("writer", () => WriteBoth(x, flag));
        model.Process("reader", () => Poll(x, flag, polls));
        return model;
    }

    private static async Step WriteBoth(Cell x, Cell flag)
    {
        await x.WriteOnce(1);
        await flag.WriteOnce(1);
    }

    private static async Step Poll(Cell x, Cell flag, int polls)
    {
        while (polls > 0 && await flag.ReadOnce() == 0)
        {
            polls--;
        }

        if (polls > 0)
        {
            await x.ReadOnce();
        }
    }

    private static Model Popl()
    {
        var model = new Model();
        var (x, y, z) = (model.Cell("x"), model.Cell("y"), model.Cell("z"));
        model.Process("p", () => Write(x, 1));
        model.Process("q", () => Write(y, 1));
        model.Process("r", () => WriteIfZero(y, z));
        model.Process("s", () => WriteIfOneAndZero(z, y, x));
        return model;
    }

    private static async Step WriteIfZero(Cell tested, Cell written)
    {
        if (await tested.ReadOnce() == 0)
        {
            await written.WriteOnce(1);
        }
    }

    private static async Step WriteIfOneAndZero(Cell one, Cell zero, Cell written)
    {
        if (await one.ReadOnce() == 1)
        {
            await WriteIfZero(zero, written);
        }
    }

    private static Model Increments(int processes, int rounds)
    {
        var model = new Model();
        var x = model.Cell("x");
        for (var i = 0; i < processes; i++)
        {
            model.Process($"p{i}", () => Increment(x, rounds));
        }

        return model;
    }

    private static async Step Increment(Cell x, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await x.WriteOnce(await x.ReadOnce() + 1);
        }
    }

    private static async Step Write(Cell x, uint value) => await x.WriteOnce(value);

    private static async Step Read(Cell x) => await x.ReadOnce();

    /// <summary>Cells that a process holds.</summary>
    internal sealed class CellArray(Cell[] cells) : IModelObject
    {
        public Cell this[int index] => cells[index];
    }
}
