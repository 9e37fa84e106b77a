namespace Interleave.Kernel;

/// <summary>An <c>irq_work</c> on each CPU: an interrupt that a CPU sends to itself.</summary>
/// <remarks>The interrupt is taken as soon as interrupts are on: inside the kernel before the next instruction of what was
/// interrupted, on the way to user mode before the first instruction there. Interrupts that the scenario has may come
/// first. On a CPU without a task it waits for the next one, and so does whoever waits for it (<c>irq_work_sync()</c>): an idle
/// loop is not modelled.</remarks>
public sealed class IrqWork : IModelObject
{
    private readonly Machine machine;
    private readonly Cell pending;
    private readonly KernelBlock body;

    internal IrqWork(Machine machine, string name, KernelBlock body)
    {
        this.machine = machine;
        this.body = body;
        pending = machine.Model.PerProcessorCell(name, static _ => 0);
        foreach (var cpu in machine.Cpus)
        {
            machine.Model.Handler(
                $"{name}@{cpu.Id}",
                () => machine.InterruptHandler(cpu, ContextLevel.Irq, body),
                cpu.Processor,
                (int)ContextLevel.Irq,
                machine.Model.On(pending, cpu.Processor),
                maskable: true,
                urgent: true);
        }
    }

    /// <summary><c>irq_work_queue()</c> on this CPU.</summary>
    public async Step Queue() => await pending.WriteOnce(1);

    /// <summary>Whether one is pending on this CPU, which has just come to user mode; it is taken now.</summary>
    internal async Step<bool> TakeInUserMode() => await pending.Exchange(0) != 0;

    /// <summary>Runs the function on the CPU where the task is, after an entry from user mode.</summary>
    internal async Step Run(KernelContext context)
    {
        var cpu = machine.CpuNumber(await context.SmpProcessorId());
        await body.Run(machine.ContextOf(context.Current, ContextLevel.Irq, cpu));
    }
}
