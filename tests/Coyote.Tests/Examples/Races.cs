namespace Interleave.Coyote.Tests.Examples;

/// <summary>Two processes over one counter.</summary>
internal static class Races
{
    public const string NoLostUpdate = "no-lost-update";

    /// <summary>Both increment it by a read and a write: an update can get lost.</summary>
    public static Model LostUpdate()
    {
        var model = new Model();
        var counter = model.Cell("counter");
        model.Watch(new IncrementsDiffer());
        model.Process("A", () => Increment(counter));
        model.Process("B", () => Increment(counter));
        return model;
    }

    /// <summary>A process increments it, and so does an interrupt on its processor, which it masks or does not.</summary>
    public static Model InterruptedIncrement(bool masked)
    {
        var model = new Model();
        var cpu = model.Processor("cpu0");
        var counter = model.Cell("counter");
        var budget = model.Cell("irq.budget", 2);
        model.Watch(new IncrementsDiffer());
        model.Process("task", () => masked ? IncrementMasked(counter, cpu) : Increment(counter), on: cpu);
        model.Handler("irq", () => Increment(counter), on: cpu, level: 1, budget, maskable: true);
        return model;
    }

    /// <summary>Peterson's lock, with loops that wait.</summary>
    public static Model Peterson()
    {
        var model = new Model();
        Cell[] wants = [model.Cell("wants0"), model.Cell("wants1")];
        var turn = model.Cell("turn");
        var inside = model.Cell("inside");
        model.Process("P0", () => EnterAndLeave(wants[0], wants[1], turn, 1, inside));
        model.Process("P1", () => EnterAndLeave(wants[1], wants[0], turn, 0, inside));
        return model;
    }

    private static async Step Increment(Cell counter)
    {
        var value = await counter.ReadOnce();
        await counter.WriteOnce(value + 1);
        Events.Emit(new Incremented(value + 1));
    }

    private static async Step IncrementMasked(Cell counter, Processor cpu)
    {
        await cpu.Mask.WriteOnce(1);
        await Increment(counter);
        await cpu.Mask.WriteOnce(0);
    }

    private static async Step EnterAndLeave(Cell mine, Cell theirs, Cell turn, uint them, Cell inside)
    {
        await mine.WriteOnce(1);
        await turn.WriteOnce(them);
        while (await theirs.ReadOnce() == 1 && await turn.ReadOnce() == them)
        {
        }

        Check.That(await inside.FetchAdd(1) == 0, "two processes are inside");
        await inside.FetchAdd(uint.MaxValue);
        await mine.WriteOnce(0);
    }

    private sealed record Incremented(uint To);

    /// <summary>No two increments store the same number. The state has a bit for each number stored.</summary>
    private sealed class IncrementsDiffer : Monitor<uint>
    {
        public override string Invariant => NoLostUpdate;

        protected override uint Start => 0;

        protected override uint Next(uint state, object occurrence, out Violation? violation)
        {
            var bit = 1u << (int)((Incremented)occurrence).To;
            violation = (state & bit) == 0 ? null : new Violation($"two increments stored {((Incremented)occurrence).To} in {{counter}}");
            return state | bit;
        }
    }
}
