using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>When a task that leaves its CPU is unwound.</summary>
public enum SwitchMode
{
    /// <summary>By the task that runs next, after the switch (Josh Poimboeuf, seed thread #8 and #12).</summary>
    NextUnwindsPrev,

    /// <summary>The same, and the task cannot run again before that (Josh Poimboeuf, #12).</summary>
    PrevIsBlocked,

    /// <summary>By itself, when it is switched in again (Steven Rostedt, #17, #20 and #21: sched_work).</summary>
    WhenScheduledIn,

    /// <summary>At once, in the tracepoint, without faults (Peter Zijlstra, #14).</summary>
    InTracepoint,

    /// <summary>At once, in the tracepoint, with faults (what BPF programs would like: Josh Poimboeuf, #12).</summary>
    InTracepointWithFaults,
}

/// <summary>Designs for tracers that want the user stack of a task that leaves its CPU, without waiting for its return to
/// user mode.</summary>
/// <remarks>Nobody posted these; the thread describes them. What it leaves open is taken from the merged design: identifiers,
/// a bit for each tracer, SRCU, the reset on the way to user mode, the task work for those who do not leave their CPU.
/// Requests from NMI are refused: none of this is about them. A task that waits for a lock is not handed over: it is unwound
/// at the next switch, or by its work; nothing here is promised of such a wait.</remarks>
public sealed class SwitchDesign : RegistryDesign
{
    private const ulong Pending = 1;
    private const int AlreadyPending = 1;

    private readonly Machine machine;
    private readonly SwitchMode mode;
    private readonly TaskId ids;
    private readonly Dictionary<TaskStruct, Cell> handovers = [];

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public SwitchDesign(Machine machine, SwitchMode mode, int counterBits, ulong counterStart, int otherTracers)
        : base(machine, walkersSleep: true, Pending, otherTracers)
    {
        this.machine = machine;
        this.mode = mode;
        ids = new TaskId(machine, counterBits, counterStart);
        if (mode is SwitchMode.NextUnwindsPrev or SwitchMode.PrevIsBlocked)
        {
            foreach (var task in machine.Tasks)
            {
                var handover = machine.Model.Cell(task.Name + ".handed over");
                handovers.Add(task, handover);
                var context = machine.OnBehalfOf(task);
                machine.AddElsewhere($"after-{task}", handover, () => FinishTaskSwitch(context));
            }
        }
    }

    /// <inheritdoc/>
    public override bool CallsAgain => true;

    /// <inheritdoc/>
    public override bool ResetsAtExit => true;

    /// <inheritdoc/>
    public override bool UnwindsAtSwitch => !UnwindsAtOnce;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 when UnwindsAtOnce => RequestMeaning.Answered,
        0 => RequestMeaning.Queued,
        AlreadyPending => RequestMeaning.Pending,
        < 0 => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    private bool UnwindsAtOnce => mode is SwitchMode.InTracepoint or SwitchMode.InTracepointWithFaults;

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (context.InNmi || !await HasUserStack(context, TaskStruct.PfKthread | TaskStruct.PfExiting))
        {
            return new RequestResult(Einval, 0);
        }

        var bit = await ((RegisteredWork)work).Bit.ReadOnce();
        if (bit == RegisteredWork.NoBit)
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        var cookie = await ids.Get(context);
        var result = UnwindsAtOnce ? await UnwindNow(context, work, cookie) : await Queue(context, work, bit, cookie);
        await context.IrqRestore(flags);
        return result;
    }

    /// <inheritdoc/>
    public override async Step<bool> PrepareTaskSwitch(KernelContext context)
    {
        if (!handovers.TryGetValue(context.Current, out var handover) || (await InfoOf(context.Current).Mask.ReadOnce() & Pending) == 0)
        {
            return true;
        }

        if (mode == SwitchMode.PrevIsBlocked)
        {
            return false;
        }

        await handover.WriteOnce(1);
        return true;
    }

    /// <inheritdoc/>
    public override async Step TaskIsAway(KernelContext context) => await handovers[context.Current].WriteOnce(1).WhileAway();

    /// <inheritdoc/>
    public override async Step ScheduledIn(KernelContext context)
    {
        if (mode == SwitchMode.WhenScheduledIn)
        {
            await Process(context);
        }
    }

    /// <inheritdoc/>
    public override async Step ExitToUserMode(KernelContext context)
    {
        var info = InfoOf(context.Current);
        if ((await info.Mask.ReadOnce() & Pending) != 0)
        {
            return;
        }

        await ids.Reset(context.Current);
        if (await info.Cache.Address.Read() != 0)
        {
            await ForgetStack(context);
        }
    }

    /// <inheritdoc/>
    protected override async Step Process(KernelContext context)
    {
        var bits = await InfoOf(context.Current).Mask.Exchange(0);
        Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
        if ((bits & Pending) != 0)
        {
            var trace = await Faultable(context);
            await CallAll(context, bits, trace);
        }
    }

    /// <summary><c>finish_task_switch(prev)</c>, in whatever runs next: it looks at the user stack of a task that may be
    /// running again elsewhere by now. Page faults are out of the question there.</summary>
    private async Step FinishTaskSwitch(KernelContext context)
    {
        var prev = context.Current;
        var bits = await InfoOf(prev).Mask.Exchange(0);
        Events.Emit(new MaskBitsCleared(prev, ulong.MaxValue));
        if ((bits & Pending) != 0)
        {
            var stack = await UserUnwinder.UnwindWithoutFaults(prev, machine);
            var buffer = InfoOf(prev).Cache.Entries;
            await buffer.Write(stack.Packed);
            await CallAll(context, bits, new UnwindStackTrace(true, buffer, stack.Count, stack.Truncated));
        }

        if (mode == SwitchMode.PrevIsBlocked)
        {
            await prev.Thread.Runnable.WriteOnce(1);
        }
    }

    private async Step CallAll(KernelContext context, ulong bits, UnwindStackTrace trace)
    {
        var cookie = await ids.Read(context.Current);
        await List.BeginWalk(context);
        for (var number = await List.First(); number != 0; number = await List.After(number))
        {
            var bit = await List[number].Bit.ReadOnce();
            if (bit != RegisteredWork.NoBit && (bits & UnwindBits.Of(bit)) != 0)
            {
                await Call(context, List[number], trace, cookie);
            }
        }

        await List.EndWalk(context);
    }

    private async Step<RequestResult> Queue(KernelContext context, UnwindWork work, uint bit, ulong cookie)
    {
        var info = InfoOf(context.Current);
        var old = await info.Mask.FetchOr(Pending | UnwindBits.Of(bit));
        Events.Emit(new MaskBitSet(context.Current, work, (int)bit, Found: old & ~Pending));
        if ((old & Pending) != 0)
        {
            return new RequestResult((old & UnwindBits.Of(bit)) != 0 ? AlreadyPending : 0, cookie);
        }

        // For a task that does not leave its CPU; still queued when it is unwound before, it does nothing then.
        var error = await info.Work.Next.Read() == 0 && await context.Current.TaskWorks.ReadOnce() != info.Work.Number
            ? await TaskWork.Add(context.Current, info.Work)
            : 0;
        return new RequestResult(error, cookie);
    }

    private async Step<RequestResult> UnwindNow(KernelContext context, UnwindWork work, ulong cookie)
    {
        UnwindStackTrace trace;
        if (mode == SwitchMode.InTracepointWithFaults)
        {
            trace = await Faultable(context);
        }
        else
        {
            var stack = await UserUnwinder.UnwindWithoutFaults(context.Current, machine);
            await InfoOf(context.Current).Cache.Entries.Write(stack.Packed);
            trace = new UnwindStackTrace(true, InfoOf(context.Current).Cache.Entries, stack.Count, stack.Truncated);
        }

        await Call(context, work, trace, cookie);
        return new RequestResult(0, cookie);
    }
}
