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
    private readonly TracerOptions options;
    private readonly Works works;
    private readonly Cell? gate;
    private readonly RingBuffers? buffers;
    private readonly Cell? requestsFromCallback;
    private readonly RequestsByIrqWork? irqWork;

    /// <summary>Makes a tracer with its descriptors.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="design">The interface it calls.</param>
    /// <param name="name">Its name.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="buffers">Where it writes its records; null: it writes none.</param>
    public Tracer(Machine machine, UnwindDesign design, string name, TracerOptions options, RingBuffers? buffers = null)
    {
        this.buffers = buffers;
        this.design = design;
        this.options = options;
        Name = name;
        UnwindWork[] descriptors = [.. Enumerable.Range(1, options.Copies)
            .Select(copy => options.Copies > 1 ? $"{name}{copy}" : name)
            .SelectMany(copy => Owners(machine).Select(owner => design.Init(copy + owner, this, options.Registered)))];
        works = new Works(descriptors, descriptors.Length / options.Copies);
        irqWork = options.ByIrqWork ? new RequestsByIrqWork(machine, name, descriptors, this) : null;
        gate = options.Quiesces || !options.Registered ? machine.Model.Cell(name + ".gate", options.Registered ? 0 : Closed) : null;
        requestsFromCallback = options.CallbackRequests > 0 ? machine.Model.Cell(name + ".callback requests left", options.CallbackRequests) : null;
    }

    /// <summary>The name shown in traces.</summary>
    public string Name { get; }

    /// <summary>Position among the scenario's tracers, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Asks for the user stack of <c>current</c>.</summary>
    public async Step Request(KernelContext context)
    {
        if (options.LooksFirst && !await HasUserSide(context))
        {
            return;
        }

        if (gate is not null && await gate.FetchAdd(1) >= Closed)
        {
            await gate.FetchAdd(uint.MaxValue);
            return;
        }

        for (var copy = 0; copy < options.Copies; copy++)
        {
            var work = works[copy, await OwnerOf(context)];
            if (irqWork is not null)
            {
                await irqWork.Queue(context, work);
            }
            else
            {
                await Request(context, work);
            }
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
            if (!IsFor(i, task))
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

    /// <summary>Registers the descriptors of a task again, or all that are not per task, and lets requests begin again unless
    /// one was refused.</summary>
    public async Step Register(KernelContext context, TaskStruct task)
    {
        var accepted = true;
        for (var i = 0; i < works.Count; i++)
        {
            if (!IsFor(i, task))
            {
                continue;
            }

            await CellOperations.Pass("unwind_deferred_init()");
            Events.Emit(new RegisterStarted(works[i]));
            var registered = await design.Register(context, works[i]);
            Events.Emit(new RegisterReturned(works[i], registered, options.Crowded));
            accepted &= registered;
        }

        if (gate is not null && accepted)
        {
            await gate.FetchAndNot(Closed);
        }
    }

    /// <summary>Stops new requests and waits for those that have begun, and for irq_works that are to make one.</summary>
    public async Step Quiesce()
    {
        await gate!.Acquire(Closed);
        if (irqWork is not null)
        {
            await irqWork.Sync();
        }
    }

    /// <summary>Frees the descriptors of a task, or all that are not per task.</summary>
    public async Step Free(TaskStruct task)
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (!IsFor(i, task))
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

        if (options.CallbackCancels)
        {
            await Cancel(context, context.Current);
        }

        Events.Emit(new CallbackFinished(work, context.Current));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private IEnumerable<string> Owners(Machine machine) => options.Kind switch
    {
        DescriptorKind.PerTask => machine.Tasks.Select(task => $"[{task}]"),
        DescriptorKind.PerCpu => machine.Cpus.Select(cpu => $"[{cpu}]"),
        _ => [""],
    };

    /// <summary>What perf_callchain() looks at before it wants a user stack.</summary>
    private static async Step<bool> HasUserSide(KernelContext context) =>
        (await context.Current.Flags.Read() & (TaskStruct.PfKthread | TaskStruct.PfUserWorker)) == 0 && await context.Current.Mm.Read() != 0;

    private async Step<int> OwnerOf(KernelContext context) => options.Kind switch
    {
        DescriptorKind.PerTask => context.Current.Index,
        DescriptorKind.PerCpu => (int)await context.SmpProcessorId(),
        _ => 0,
    };

    /// <summary>Whether a descriptor is one of those that the tracer has for a task.</summary>
    private bool IsFor(int index, TaskStruct task) => options.Kind != DescriptorKind.PerTask || index % works.OfACopy == task.Index;

    /// <summary>The descriptors, copy after copy; none is added later.</summary>
    private sealed class Works(UnwindWork[] works, int ofACopy) : IModelObject
    {
        public int Count => works.Length;

        public int OfACopy => ofACopy;

        public UnwindWork this[int index] => works[index];

        public UnwindWork this[int copy, int owner] => works[(copy * ofACopy) + owner];
    }
}
