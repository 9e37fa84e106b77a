namespace Interleave.Coyote.Tests.Examples;

/// <summary>Processes that wait for something that may never come.</summary>
internal static class Waits
{
    /// <summary>Two locks, taken in opposite orders.</summary>
    public static Model OppositeLocks()
    {
        var model = new Model();
        var left = model.Cell("left");
        var right = model.Cell("right");
        model.Process("A", () => TakeBoth(left, right));
        model.Process("B", () => TakeBoth(right, left));
        return model;
    }

    /// <summary>A process waits for an interrupt, which comes for certain or only perhaps.</summary>
    public static Model WaitForInterrupt(bool mustStrike)
    {
        var model = new Model();
        var cpu = model.Processor("cpu0");
        var flag = model.Cell("flag");
        var budget = model.Cell("irq.budget", 1);
        model.Process("task", () => WaitFor(flag), on: cpu);
        model.Handler("irq", () => Set(flag), on: cpu, level: 1, budget, maskable: true, mustStrike);
        return model;
    }

    /// <summary>A task raises an interrupt that strikes as often as it was raised, and waits for it.</summary>
    public static Model RaisedInterrupt()
    {
        var model = new Model();
        var cpu = model.Processor("cpu0");
        var flag = model.Cell("flag");
        var raised = model.Cell("ipi.raised");
        model.Process("task", () => RaiseAndWait(raised, flag), on: cpu);
        model.Handler("ipi", () => Set(flag), on: cpu, level: 1, raised, maskable: true, mustStrike: true);
        return model;
    }

    /// <summary>A thread goes to sleep unless it sees a flag; one on another processor sets the flag and wakes it: too
    /// early, if that comes between the look at the flag and the sleep.</summary>
    public static Model LostWakeup()
    {
        var model = new Model();
        Processor[] cpus = [model.Processor("cpu0"), model.Processor("cpu1")];
        var flag = model.Cell("flag");
        ProcessThread sleeper = null!;
        sleeper = model.Thread("sleeper", () => SleepUntil(sleeper, flag), initially: null, cpus);
        model.Thread("waker", () => Wake(sleeper, flag), initially: cpus[1], cpus);
        return model;
    }

    /// <summary>Two processes that step aside for each other, each time at the same time if it comes to the worst.</summary>
    public static Model AfterYou()
    {
        var model = new Model();
        Cell[] wants = [model.Cell("wants0"), model.Cell("wants1")];
        model.Process("P0", () => GoUnlessTheOtherWants(wants[0], wants[1]));
        model.Process("P1", () => GoUnlessTheOtherWants(wants[1], wants[0]));
        return model;
    }

    private static async Step TakeBoth(Cell first, Cell second)
    {
        await first.Acquire();
        await second.Acquire();
        await second.WriteOnce(0);
        await first.WriteOnce(0);
    }

    private static async Step WaitFor(Cell flag) => await flag.WaitUntil(1);

    private static async Step Set(Cell flag) => await flag.WriteOnce(1);

    private static async Step RaiseAndWait(Cell raised, Cell flag)
    {
        await raised.WriteOnce(1);
        await flag.WaitUntil(1);
    }

    private static async Step SleepUntil(ProcessThread self, Cell flag)
    {
        while (await flag.ReadOnce() == 0)
        {
            await self.Leave(runnable: false);
        }
    }

    private static async Step Wake(ProcessThread sleeper, Cell flag)
    {
        await flag.WriteOnce(1);
        await sleeper.Runnable.WriteOnce(1);
    }

    private static async Step GoUnlessTheOtherWants(Cell mine, Cell theirs)
    {
        await mine.WriteOnce(1);
        while (await theirs.ReadOnce() == 1)
        {
            await mine.WriteOnce(0);
            await mine.WriteOnce(1);
        }

        await mine.WriteOnce(0);
    }
}
