using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Tracers;

/// <summary>How many descriptors a tracer has.</summary>
public enum DescriptorKind
{
    /// <summary>One for each task, as perf has for the events of one process.</summary>
    PerTask,

    /// <summary>One for each CPU, as perf has when it records the whole system.</summary>
    PerCpu,

    /// <summary>One for everybody.</summary>
    Shared,
}

/// <summary>Somebody who asks for user stacks.</summary>
public sealed class Tracer : IUnwindCallback
{
    /// <summary>Bit of <see cref="gate"/>: no new requests.</summary>
    private const uint Closed = 0x100;

    private readonly UnwindDesign design;
    private readonly DescriptorKind kind;
    private readonly Works works;
    private readonly Cell? gate;
    private readonly RingBuffers? buffers;
    private readonly Cell? requestsFromCallback;
    private readonly RequestsByIrqWork? irqWork;
    private readonly bool callbackCancels;

    /// <summary>Makes a tracer with its descriptors.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="design">The interface it calls.</param>
    /// <param name="name">Its name.</param>
    /// <param name="kind">How many descriptors it has.</param>
    /// <param name="quiesces">Whether somebody will wait for its requests to be over.</param>
    /// <param name="callbackRequests">How often its callback asks again.</param>
    /// <param name="registered">Whether it is registered already; else it asks for nothing before it is.</param>
    /// <param name="byIrqWork">Whether it asks in an interrupt that it sends to its own CPU.</param>
    /// <param name="callbackCancels">Whether its callback cancels.</param>
    /// <param name="buffers">Where it writes its records; null: it writes none.</param>
    public Tracer(Machine machine, UnwindDesign design, string name, DescriptorKind kind, bool quiesces, uint callbackRequests, RingBuffers? buffers = null, bool registered = true, bool byIrqWork = false, bool callbackCancels = false)
    {
        this.buffers = buffers;
        this.design = design;
        this.callbackCancels = callbackCancels;
        this.kind = kind;
        Name = name;
        UnwindWork[] descriptors = kind switch
        {
            DescriptorKind.PerTask => [.. machine.Tasks.Select(task => design.Init($"{name}[{task}]", this, registered))],
            DescriptorKind.PerCpu => [.. machine.Cpus.Select(cpu => design.Init($"{name}[{cpu}]", this, registered))],
            _ => [design.Init(name, this, registered)],
        };
        works = new Works(descriptors);
        irqWork = byIrqWork ? new RequestsByIrqWork(machine, name, descriptors, this) : null;
        gate = quiesces || !registered ? machine.Model.Cell(name + ".gate", registered ? 0 : Closed) : null;
        requestsFromCallback = callbackRequests > 0 ? machine.Model.Cell(name + ".callback requests left", callbackRequests) : null;
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>Position among the scenario's tracers, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Asks for the user stack of <c>current</c>.</summary>
    public async Step Request(KernelContext context)
    {
        if (gate is not null && await gate.FetchAdd(1) >= Closed)
        {
            await gate.FetchAdd(uint.MaxValue);
            return;
        }

        var work = await WorkFor(context);
        if (irqWork is not null)
        {
            await irqWork.Queue(context, work);
        }
        else
        {
            await Request(context, work);
        }

        if (gate is not null)
        {
            await gate.FetchAdd(uint.MaxValue);
        }
    }

    /// <summary>Asks for the user stack of <c>current</c> with a descriptor.</summary>
    internal async Step Request(KernelContext context, UnwindWork work)
    {
        await CellOperations.Pass("unwind_deferred_request()");
        Events.Emit(new RequestStarted(work, context.Current, context.Level));
        var result = await design.Request(context, work);
        var meaning = design.MeaningOf(result);
        Events.Emit(new RequestReturned(work, context.Current, context.Level, result, meaning));
        if (buffers is not null && meaning != RequestMeaning.Refused && result.Cookie != 0)
        {
            Events.Emit(await buffers.Reserve()
                ? new SampleRecorded(this, context.Current, result.Cookie)
                : new RecordLost(this, context.Current, result.Cookie));
        }
    }

    /// <summary>Cancels what may be pending for a task; where cancellations are for all tasks, the descriptors that the
    /// tracer has for that task.</summary>
    public async Step Cancel(KernelContext context, TaskStruct task)
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (kind == DescriptorKind.PerTask && i != task.Index)
            {
                continue;
            }

            var work = works[i];
            await CellOperations.Pass("unwind_deferred_cancel()");
            Events.Emit(new CancelStarted(work, design.CancelsTaskByTask ? task : null));
            var cancelled = await design.Cancel(context, task, work);
            Events.Emit(new CancelReturned(work, design.CancelsTaskByTask ? task : null, cancelled));
        }
    }

    /// <summary>Registers the descriptors of a task again, or all that are not per task, and lets requests begin again.</summary>
    public async Step Register(KernelContext context, TaskStruct task)
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (kind == DescriptorKind.PerTask && i != task.Index)
            {
                continue;
            }

            await CellOperations.Pass("unwind_deferred_init()");
            Events.Emit(new RegisterStarted(works[i]));
            await design.Register(context, works[i]);
            Events.Emit(new RegisterReturned(works[i]));
        }

        if (gate is not null)
        {
            await gate.FetchAndNot(Closed);
        }
    }

    /// <summary>Stops new requests and waits for those that have begun.</summary>
    public async Step Quiesce() => await gate!.Acquire(Closed);

    /// <summary>Frees the descriptors of a task, or all that are not per task.</summary>
    public async Step Free(TaskStruct task)
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (kind == DescriptorKind.PerTask && i != task.Index)
            {
                continue;
            }

            await works[i].Memory.Freed.WriteOnce(1);
            Events.Emit(new WorkMemoryFreed(works[i]));
        }
    }

    /// <inheritdoc/>
    public async Step Call(KernelContext context, UnwindWork work, UnwindStackTrace trace, ulong cookie)
    {
        if (!trace.Initialised)
        {
            Events.Emit(new CallbackSawStack(work, context.Current, cookie, null));
        }
        else
        {
            var packed = trace.Entries is null ? 0 : await trace.Entries.Read();
            var stack = new UserTrace(packed, trace.Count, trace.Truncated);
            Events.Emit(new CallbackSawStack(work, context.Current, cookie, stack));
            if (buffers is not null)
            {
                Events.Emit(await buffers.Reserve()
                    ? new StackRecorded(this, context.Current, cookie, stack)
                    : new RecordLost(this, context.Current, cookie));
            }
        }

        if (requestsFromCallback is not null && await requestsFromCallback.ReadOnce() is > 0 and var left)
        {
            await requestsFromCallback.WriteOnce(left - 1);
            await Request(context);
        }

        if (callbackCancels)
        {
            await Cancel(context, context.Current);
        }

        Events.Emit(new CallbackFinished(work, context.Current));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private async Step<UnwindWork> WorkFor(KernelContext context) => kind switch
    {
        DescriptorKind.PerTask => works[context.Current.Index],
        DescriptorKind.PerCpu => works[(int)await context.SmpProcessorId()],
        _ => works[0],
    };

    /// <summary>The descriptors; none is added later.</summary>
    private sealed class Works(UnwindWork[] works) : IModelObject
    {
        public int Count => works.Length;

        public UnwindWork this[int index] => works[index];
    }
}
