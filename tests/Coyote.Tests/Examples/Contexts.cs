namespace Interleave.Coyote.Tests.Examples;

/// <summary>Contexts of one processor, threads that move between processors, and choices.</summary>
internal static class Contexts
{
    public const string NeverTwice = "never-twice";

    /// <summary>A task, an interrupt and an NMI on one processor. Each notes that it is the one that runs, and what it
    /// interrupted when it returns; between that it must always find itself noted.</summary>
    /// <param name="nmis">How often the NMI may strike.</param>
    public static Model Nested(uint nmis)
    {
        var model = new Model();
        var cpu = model.Processor("cpu0");
        var runs = model.Cell("runs");
        model.Process("task", () => Run(runs, 1), on: cpu);
        model.Handler("irq", () => Run(runs, 2), on: cpu, level: 1, model.Cell("irq.budget", 1), maskable: true);
        model.Handler("nmi", () => Run(runs, 3), on: cpu, level: 2, model.Cell("nmi.budget", nmis), maskable: false);
        return model;
    }

    /// <summary>The same contexts with a processor for each, where none of them has to wait for another.</summary>
    public static Model NotNested()
    {
        var model = new Model();
        var runs = model.Cell("runs");
        model.Process("task", () => Run(runs, 1));
        model.Process("irq", () => Run(runs, 2));
        model.Process("nmi", () => Run(runs, 3));
        return model;
    }

    /// <summary>Two interrupts of a task that may strike twice, both together.</summary>
    public static Model SharedBudget()
    {
        var model = new Model();
        var cpu = model.Processor("cpu0");
        var cell = model.Cell("cell");
        var budget = model.Cell("irqs.budget", 2);
        model.Process("task", () => Add(cell, 2), on: cpu);
        model.Handler("irq1", () => Add(cell, 2), on: cpu, level: 1, budget, maskable: true);
        model.Handler("irq2", () => Add(cell, 1), on: cpu, level: 2, budget, maskable: true);
        return model;
    }

    /// <summary>A task that allows an interrupt to strike, twice, but does not make it.</summary>
    public static Model GrowingBudget()
    {
        var model = new Model();
        var cpu = model.Processor("cpu0");
        var budget = model.Cell("irq.budget");
        var struck = model.Cell("struck");
        model.Process("task", () => Add(budget, 2), on: cpu);
        model.Handler("irq", () => Add(struck, 1), on: cpu, level: 1, budget, maskable: true);
        return model;
    }

    /// <summary>Two threads and two processors; one thread can be preempted, unless it masks that, and goes on wherever
    /// it is placed then.</summary>
    public static Model Migrating(bool masked)
    {
        var model = new Model();
        Processor[] cpus = [model.Processor("cpu0"), model.Processor("cpu1")];
        var mask = model.OwnMask();
        var local = model.PerProcessorCell("owner", cpu => (uint)cpu.Index);
        ProcessThread thread = null!;
        thread = model.Thread("thread", () => masked ? CompareProcessorsMasked(mask, local) : CompareProcessors(local), initially: cpus[0], cpus);
        model.Handler("preempt", () => LeaveRunnable(thread), on: thread, level: 1, model.Cell("preempt.budget", 1), maskable: true);
        model.Thread("other", () => CompareProcessors(local), initially: null, [cpus[1]]);
        return model;
    }

    /// <summary>Two processes that choose; both may fail, but the budget is for one failure.</summary>
    /// <param name="failures">The budget.</param>
    public static Model Choices(uint failures)
    {
        var model = new Model();
        var budget = model.Cell("failures", failures);
        var failed = model.Cell("failed");
        model.Watch(new OnlyOneFailure());
        model.Process("A", () => MayFail(budget, failed));
        model.Process("B", () => MayFail(budget, failed));
        return model;
    }

    /// <summary>One process frees what the other one may still write; what that writes before is never read.</summary>
    public static Model Freed()
    {
        var model = new Model();
        var node = model.Region("node");
        var next = model.Cell("node.next", Model.Uninitialised, node);
        model.Process("writer", () => Use(next));
        model.Process("owner", () => Free(node));
        return model;
    }

    /// <summary>A process throws an exception, and then the one that waits for it waits for ever.</summary>
    public static Model FailsTwice()
    {
        var model = new Model();
        var started = model.Cell("started");
        var done = model.Cell("done");
        model.Process("worker", () => Fail(started, done));
        model.Process("waiter", () => WaitFor(started, done));
        return model;
    }

    private static async Step Fail(Cell started, Cell done)
    {
        await started.WriteOnce(1);
        Check.That(condition: false, "failed");
        await done.WriteOnce(1);
    }

    private static async Step WaitFor(Cell started, Cell done)
    {
        await started.WaitUntil(1);
        await done.WaitUntil(1);
    }

    private static async Step Run(Cell runs, uint self)
    {
        var interrupted = await runs.ReadOnce();
        await runs.WriteOnce(self);
        Check.That(await runs.ReadOnce() == self, "what interrupted has not run to its end");
        await runs.WriteOnce(interrupted);
    }

    private static async Step Add(Cell cell, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await cell.FetchAdd(1);
        }
    }

    private static async Step CompareProcessorsMasked(Cell mask, Cell local)
    {
        await mask.WriteOnce(1);
        await CompareProcessors(local);
        await mask.WriteOnce(0);
    }

    private static async Step CompareProcessors(Cell local)
    {
        var before = await CellOperations.ProcessorIndex();
        var owner = await local.ReadOnce();
        Check.That(owner == before, "moved to another processor in between");
    }

    private static async Step LeaveRunnable(ProcessThread thread) => await thread.Leave(runnable: true);

    private static async Step MayFail(Cell budget, Cell failed)
    {
        if (await budget.Choose(3, "outcome") == 2)
        {
            await failed.FetchAdd(1);
            Events.Emit(new Failed());
        }
    }

    private static async Step Use(Cell next)
    {
        await next.WriteOnce(0);
        await next.ReadOnce();
    }

    private static async Step Free(Region node) => await node.Freed.WriteOnce(1);

    private sealed record Failed;

    /// <summary>Judges at the end, by the number of failures.</summary>
    private sealed class OnlyOneFailure : Monitor<int>
    {
        public override string Invariant => NeverTwice;

        protected override int Start => 0;

        protected override int Next(int state, object occurrence, out Violation? violation)
        {
            violation = null;
            return state + 1;
        }

        protected override Violation? Finally(int state) => state < 2 ? null : new Violation("both failed");
    }
}
