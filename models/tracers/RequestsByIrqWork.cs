using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Tracers;

/// <summary>How perf asked before requests could be made from NMI: <c>perf_callchain()</c> and
/// <c>perf_pending_unwind_irq()</c> of "[PATCH v3 15/19] perf: Add deferred user callchains" (28 October 2024). The sample is
/// taken at once; the request is made in an interrupt that the CPU sends to itself, for whatever task is current then.</summary>
/// <remarks>A descriptor stands for a <c>struct perf_event</c>, which has an irq_work and the mark <c>pending_unwind</c> of its
/// own. The list of queued irq_works of a CPU is a word here, a bit for each event: their order is that of the events.</remarks>
internal sealed class RequestsByIrqWork : IModelObject
{
    private readonly Tracer tracer;
    private readonly UnwindWork[] works;
    private readonly Cell[] pendingUnwind;
    private readonly Cell queued;
    private readonly IrqWork irqWork;

    public RequestsByIrqWork(Machine machine, string name, UnwindWork[] works, Tracer tracer)
    {
        this.tracer = tracer;
        this.works = works;
        pendingUnwind = [.. works.Select(work => machine.Model.Cell(work.Name + ".pending_unwind", 0, work.Memory))];
        queued = machine.Model.PerProcessorCell(name + ".irq_work.list", static _ => 0);
        irqWork = machine.AddIrqWork(name + ".irq_work", new KernelBlock([new RequestAll(this)]));
    }

    /// <summary>Takes a sample of <c>current</c>; where it is queued already, the request that comes is for both.</summary>
    public async Step Queue(KernelContext context, UnwindWork work)
    {
        var index = Array.IndexOf(works, work);
        await CellOperations.Pass("perf_callchain()");
        Events.Emit(new KernelSampleTaken(work, context.Current));
        if (await pendingUnwind[index].Read() != 0)
        {
            return;
        }

        await pendingUnwind[index].Write(1);

        // irq_work_queue(&event->pending_unwind_irq)
        await queued.FetchOr(1u << index);
        await irqWork.Queue();
    }

    /// <summary><c>irq_work_sync()</c> of all events. <c>_free_event()</c> does that for the other irq_works of an event; the patch
    /// forgets it for this one, so it is what a careful tracer adds. It waits while IRQ_WORK_BUSY is set, which ends right
    /// after the handler has cleared <c>pending_unwind</c>; in between nothing is accessed but that flag.</summary>
    public async Step Sync()
    {
        for (var i = 0; i < pendingUnwind.Length; i++)
        {
            await pendingUnwind[i].WaitUntil(0);
        }
    }

    private async Step Run(KernelContext context)
    {
        var events = await queued.Exchange(0);
        for (var i = 0; i < works.Length; i++)
        {
            if ((events >> i & 1) != 0 && await pendingUnwind[i].Read() != 0)
            {
                await tracer.Request(context, works[i]);
                await pendingUnwind[i].Write(0);
            }
        }
    }

    private sealed class RequestAll(RequestsByIrqWork requests) : IKernelAction
    {
        public async Step<bool> Run(KernelContext context)
        {
            await requests.Run(context);
            return true;
        }
    }
}
