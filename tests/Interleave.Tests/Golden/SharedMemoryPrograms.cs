namespace Interleave.Tests.Golden;

/// <summary>More programs of the literature. An assumption that fails is a wait for a cell that nobody writes, so its
/// executions count as blocked.</summary>
internal static class SharedMemoryPrograms
{
    /// <summary>Threads that enter four values each into a hash table of 128 slots.</summary>
    public static Model Indexer(int count)
    {
        var model = new Model();
        var table = new ParametricPrograms.CellArray([.. Enumerable.Range(0, 128).Select(i => model.Cell($"table[{i}]"))]);
        for (var i = 0; i < count; i++)
        {
            var number = i;
            model.Process($"p{i}", () => Enter(table, number));
        }

        return model;
    }

    /// <summary>Two threads with long private parts that meet at the end.</summary>
    public static Model LongThreads(int length)
    {
        var model = new Model();
        var v = model.Cell("v");
        for (var i = 0u; i < 2; i++)
        {
            var (number, local) = (i, model.Cell($"local{i}"));
            model.Process($"p{i}", () => WorkAndMeet(local, v, number, length));
        }

        return model;
    }

    /// <summary>Dekker's entry protocol: each tries once.</summary>
    public static Model Dekker()
    {
        var model = new Model();
        var (x, y, c) = (model.Cell("x"), model.Cell("y"), model.Cell("c"));
        model.Process("p0", () => TryOnce(y, x, c, 1));
        model.Process("p1", () => TryOnce(x, y, c, 0));
        return model;
    }

    /// <summary>Dekker's entry protocol with two observers of whether both entered.</summary>
    public static Model DekkerWithObservers(int rounds)
    {
        var model = new Model();
        var (x, y, z1, z2) = (model.Cell("x"), model.Cell("y"), model.Cell("z1"), model.Cell("z2"));
        model.Process("p0", () => Claim(y, x, z1));
        model.Process("p1", () => Claim(x, y, z2));
        model.Process("p2", () => Observe(z1, z2, x, rounds, writes: true));
        model.Process("p3", () => Observe(z1, z2, x, rounds, writes: false));
        return model;
    }

    /// <summary>Peterson's lock where a thread that would have to wait is given up.</summary>
    public static Model Peterson()
    {
        var model = new Model();
        var (flag0, flag1, turn, x, never) = (model.Cell("flag0"), model.Cell("flag1"), model.Cell("turn"), model.Cell("x"), model.Cell("never"));
        model.Process("p0", () => EnterOnce(flag0, flag1, turn, x, 1, 0, never));
        model.Process("p1", () => EnterOnce(flag1, flag0, turn, x, 0, 1, never));
        return model;
    }

    /// <summary>The Herlihy-Wing queue: four enqueues and four dequeues in four threads.</summary>
    public static Model Queue()
    {
        var model = new Model();
        var (back, never) = (model.Cell("back"), model.Cell("never"));
        var slots = new ParametricPrograms.CellArray([.. Enumerable.Range(0, 8).Select(i => model.Cell($"slot{i}"))]);
        model.Process("p0", () => EnqueueAndDequeue(back, slots, never));
        model.Process("p1", () => EnqueueTwice(back, slots));
        model.Process("p2", () => DequeueAndEnqueue(back, slots, never));
        model.Process("p3", () => DequeueTwice(back, slots, never));
        return model;
    }

    /// <summary>A main thread that increments an index and starts threads that write where it points.</summary>
    /// <param name="count">How many threads are started.</param>
    /// <param name="withSum">The main thread waits for them and reads what they wrote.</param>
    public static Model Sigma(int count, bool withSum)
    {
        var model = new Model();
        var index = model.Cell("index", uint.MaxValue);
        var array = new ParametricPrograms.CellArray([.. Enumerable.Range(0, count).Select(i => model.Cell($"array{i}"))]);
        var starts = new ParametricPrograms.CellArray([.. Enumerable.Range(0, count).Select(i => model.Cell($"start{i}"))]);
        var ends = new ParametricPrograms.CellArray([.. Enumerable.Range(0, count).Select(i => model.Cell($"end{i}"))]);
        model.Process("main", () => StartAll(index, starts, ends, array, count, withSum));
        for (var i = 0; i < count; i++)
        {
            var (start, end) = (starts[i], ends[i]);
            model.Process($"p{i}", () => WriteAtIndex(start, end, index, array, withSum));
        }

        return model;
    }

    private static async Step Enter(ParametricPrograms.CellArray table, int number)
    {
        for (var i = 0; i < 4; i++)
        {
            var value = (i * 11) + number;
            var slot = value * 7 % 128;
            while (await table[slot].CompareExchange(0, (uint)value) != 0)
            {
                slot = (slot + 1) % 128;
            }
        }
    }

    private static async Step WorkAndMeet(Cell local, Cell v, uint number, int length)
    {
        for (var i = 0; i < length; i++)
        {
            await local.WriteOnce((uint)i);
            await local.ReadOnce();
        }

        await v.WriteOnce(number);
        await v.ReadOnce();
    }

    private static async Step TryOnce(Cell mine, Cell other, Cell c, uint value)
    {
        await mine.WriteOnce(1);
        if (await other.ReadOnce() == 0)
        {
            await c.WriteOnce(value);
            await c.ReadOnce();
        }
    }

    private static async Step Claim(Cell mine, Cell other, Cell claimed)
    {
        await mine.WriteOnce(1);
        if (await other.ReadOnce() == 0)
        {
            await claimed.WriteOnce(1);
        }
    }

    private static async Step Observe(Cell z1, Cell z2, Cell x, int rounds, bool writes)
    {
        if (await z1.ReadOnce() == 0 || await z2.ReadOnce() == 0)
        {
            return;
        }

        for (var i = 0; i < rounds; i++)
        {
            if (writes)
            {
                await x.WriteOnce((uint)i);
            }
            else
            {
                await x.ReadOnce();
            }
        }
    }

    private static async Step EnterOnce(Cell mine, Cell other, Cell turn, Cell x, uint busy, uint value, Cell never)
    {
        await mine.WriteOnce(1);
        await turn.WriteOnce(busy);
        if (await other.ReadOnce() == 1 && await turn.ReadOnce() == busy)
        {
            await never.WaitUntil(1);
        }

        await x.WriteOnce(value);
        await x.ReadOnce();
        await mine.WriteOnce(0);
    }

    private static async Step Enqueue(Cell back, ParametricPrograms.CellArray slots, uint value) =>
        await slots[(int)await back.FetchAdd(1)].WriteOnce(value);

    private static async Step Dequeue(Cell back, ParametricPrograms.CellArray slots, Cell never)
    {
        var end = await back.ReadOnce();
        for (var k = 0u; ; k++)
        {
            if (k >= end)
            {
                await never.WaitUntil(1);
            }

            if (await slots[(int)k].Exchange(0) != 0)
            {
                return;
            }
        }
    }

    private static async Step EnqueueAndDequeue(Cell back, ParametricPrograms.CellArray slots, Cell never)
    {
        await Enqueue(back, slots, 1);
        await Dequeue(back, slots, never);
    }

    private static async Step EnqueueTwice(Cell back, ParametricPrograms.CellArray slots)
    {
        await Enqueue(back, slots, 2);
        await Enqueue(back, slots, 3);
    }

    private static async Step DequeueAndEnqueue(Cell back, ParametricPrograms.CellArray slots, Cell never)
    {
        await Dequeue(back, slots, never);
        await Enqueue(back, slots, 4);
    }

    private static async Step DequeueTwice(Cell back, ParametricPrograms.CellArray slots, Cell never)
    {
        await Dequeue(back, slots, never);
        await Dequeue(back, slots, never);
    }

    private static async Step StartAll(
        Cell index, ParametricPrograms.CellArray starts, ParametricPrograms.CellArray ends, ParametricPrograms.CellArray array, int count, bool withSum)
    {
        for (var i = 0; i < count; i++)
        {
            await index.WriteOnce(await index.ReadOnce() + 1);
            await starts[i].WriteOnce(1);
        }

        for (var i = 0; withSum && i < count; i++)
        {
            await ends[i].WaitUntil(1);
        }

        for (var i = 0; withSum && i < count; i++)
        {
            await array[i].ReadOnce();
        }
    }

    private static async Step WriteAtIndex(Cell start, Cell end, Cell index, ParametricPrograms.CellArray array, bool withSum)
    {
        await start.WaitUntil(1);
        await array[(int)await index.ReadOnce()].WriteOnce(1);
        if (withSum)
        {
            await end.WriteOnce(1);
        }
    }
}
