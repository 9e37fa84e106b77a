using Interleave;

namespace Benchmarks.Spin;

/// <summary>The programs that SPIN is compared on, as models of ours. Each has a Promela file in <c>twins</c> with one
/// <c>d_step</c> per operation, the local control folded in, and the locals that are dead set to 0, so that both have the same states.</summary>
internal static class Twins
{
    /// <summary>The filter lock (Peterson 1981) for several processes, for ever.</summary>
    public static Model Peterson(int processes)
    {
        var model = new Model();
        var level = Cells(model, "level", processes);
        var victim = Cells(model, "victim", processes);
        for (var i = 0; i < processes; i++)
        {
            var me = i;
            model.Process($"P{i}", () => FilterLock(level, victim, me, processes));
        }

        return model;
    }

    /// <summary>Dining philosophers, each taking the left fork first, for ever; they can deadlock.</summary>
    public static Model Philosophers(int count)
    {
        var model = new Model();
        var forks = Cells(model, "fork", count);
        for (var i = 0; i < count; i++)
        {
            var (left, right) = (forks[i], forks[(i + 1) % count]);
            model.Process($"P{i}", () => Dine(left, right));
        }

        return model;
    }

    /// <summary>Producers and consumers of a ring of slots under a spin lock, for ever.</summary>
    public static Model BoundedBuffer(int pairs, int slots)
    {
        var model = new Model();
        var ring = new Ring(model.Cell("held"), model.Cell("count"), model.Cell("first"), Cells(model, "slot", slots));
        for (var i = 0; i < pairs; i++)
        {
            model.Process($"producer{i}", () => Produce(ring, slots));
        }

        for (var i = 0; i < pairs; i++)
        {
            var sum = model.Cell($"sum{i}");
            model.Process($"consumer{i}", () => Consume(ring, slots, sum));
        }

        return model;
    }

    private static CellArray Cells(Model model, string name, int count) => new([.. Enumerable.Range(0, count).Select(i => model.Cell($"{name}[{i}]"))]);

    private static async Step FilterLock(CellArray level, CellArray victim, int me, int processes)
    {
        while (true)
        {
            for (var l = 1; l < processes; l++)
            {
                await level[me].WriteOnce((uint)l);
                await victim[l].WriteOnce((uint)me);
                for (var k = 0; k < processes; k++)
                {
                    while (k != me && await level[k].ReadOnce() >= l && await victim[l].ReadOnce() == me)
                    {
                        // Somebody is as far, and it is not their turn to wait.
                    }
                }
            }

            await level[me].WriteOnce(0);
        }
    }

    private static async Step Dine(Cell left, Cell right)
    {
        while (true)
        {
            await left.Acquire();
            await right.Acquire();
            await left.WriteOnce(0);
            await right.WriteOnce(0);
        }
    }

    private static async Step Produce(Ring ring, int slots)
    {
        var item = 1u;
        while (true)
        {
            await ring.Held.Acquire();
            var count = await ring.Count.ReadOnce();
            if (count < slots)
            {
                var first = await ring.First.ReadOnce();
                await ring.Slots[(int)((first + count) % slots)].WriteOnce(item);
                item = (item % 3) + 1;
                await ring.Count.WriteOnce(count + 1);
            }

            await ring.Held.WriteOnce(0);
        }
    }

    private static async Step Consume(Ring ring, int slots, Cell sum)
    {
        while (true)
        {
            await ring.Held.Acquire();
            var count = await ring.Count.ReadOnce();
            if (count == 0)
            {
                await ring.Held.WriteOnce(0);
                continue;
            }

            var first = await ring.First.ReadOnce();
            var item = await ring.Slots[(int)first].ReadOnce();
            await ring.First.WriteOnce((first + 1) % (uint)slots);
            await ring.Count.WriteOnce(count - 1);
            await ring.Held.WriteOnce(0);
            await sum.WriteOnce(item);
        }
    }

    private sealed class CellArray(Cell[] cells) : IModelObject
    {
        public Cell this[int index] => cells[index];
    }

    private sealed record Ring(Cell Held, Cell Count, Cell First, CellArray Slots) : IModelObject;
}
