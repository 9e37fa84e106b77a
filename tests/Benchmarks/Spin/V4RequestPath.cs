using Interleave;

namespace Benchmarks.Spin;

/// <summary><c>unwind_deferred_request()</c> of the v4 patch on one CPU with one descriptor: called by a system call, by an irq
/// while interrupts are on, and by an NMI at any time; then the exit loop that runs the task work. It restates what
/// <c>V4Design</c> and the machine do on this path without their events, so that SPIN can be given the same.</summary>
internal sealed class V4RequestPath : IModelObject
{
    private readonly Processor cpu;
    private readonly Cell counter;
    private readonly Cell cookie;
    private readonly Cell pending;
    private readonly Cell works;
    private readonly Cell flags;
    private readonly Cell delivered;

    private V4RequestPath(Model model)
    {
        cpu = model.Processor("cpu", mask: 2);
        (counter, cookie, pending) = (model.Cell("counter"), model.Cell("cookie"), model.Cell("pending"));
        (works, flags, delivered) = (model.Cell("task_works"), model.Cell("TIF"), model.Cell("delivered"));
    }

    /// <summary>The model.</summary>
    public static Model Build(int syscalls, int strikes)
    {
        var model = new Model();
        var path = new V4RequestPath(model);
        model.Process("task", () => path.Task(syscalls), path.cpu);
        model.Handler("irq", path.Request, path.cpu, 1, model.Cell("irqs left", (uint)strikes), maskable: true);
        model.Handler("nmi", path.Request, path.cpu, 2, model.Cell("nmis left", (uint)strikes), maskable: false);
        return model;
    }

    private async Step Task(int syscalls)
    {
        for (var i = 0; i < syscalls; i++)
        {
            await cpu.Mask.WriteOnce(1);
            await cookie.Write(0);
            await cpu.Mask.WriteOnce(0);

            await cpu.Mask.WriteOnce(1);
            await Request();
            await cpu.Mask.WriteOnce(0);

            await cpu.Mask.WriteOnce(1);
            while (await flags.ReadOnce() != 0)
            {
                await cpu.Mask.WriteOnce(0);
                await flags.WriteOnce(0);
                await RunTaskWork();
                await cpu.Mask.WriteOnce(1);
            }

            await cpu.Mask.WriteOnce(2);
        }
    }

    /// <summary>g1 to g3, r3 to r5.</summary>
    private async Step Request()
    {
        if (await cookie.Read() == 0)
        {
            var made = await counter.FetchAdd(1) + 1;
            await cookie.Write(made);
        }

        if (await pending.Read() == 0)
        {
            await works.WriteOnce(1);
            await flags.WriteOnce(1);
            await pending.Write(1);
        }
    }

    /// <summary>t1 to t6.</summary>
    private async Step RunTaskWork()
    {
        while (await works.Exchange(0) != 0)
        {
            if (await pending.Read() != 0)
            {
                await delivered.WriteOnce(await cookie.Read());
                await pending.Write(0);
            }
        }
    }
}
