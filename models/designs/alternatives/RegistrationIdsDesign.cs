using Interleave;
using Interleave.Kernel;
using Mutex = Interleave.Kernel.Mutex;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// A small number for each tracer, and in each task the numbers of those who asked, as a bitmap or as an array (Mathieu
/// Desnoyers, seed thread #4, 22 January 2025): "Unregistration of unwind_work could iterate on all tasks and clear the
/// pending bit or ID associated with the unregistered work, to make sure we don't trigger unrelated work after a re-use."
/// </summary>
/// <remarks>What the message leaves open is taken from v4: cookies (repaired), the reset on entry, no requests from NMI, one
/// task work for each task. There is no SRCU in it.</remarks>
public sealed class RegistrationIdsDesign : UnwindDesign
{
    private const int Einval = -22;

    private readonly Machine machine;
    private readonly bool array;
    private readonly TaskCookie cookies;
    private readonly Mutex mutex;
    private readonly Dictionary<TaskStruct, TaskInfo> infos;
    private readonly Table table = new();

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="array">Numbers in an array; else a bitmap.</param>
    /// <param name="counterBits">Bits of the counter in a cookie.</param>
    /// <param name="counterStart">What the counters hold at first.</param>
    public RegistrationIdsDesign(Machine machine, bool array, int counterBits, ulong counterStart)
    {
        this.machine = machine;
        this.array = array;
        cookies = new TaskCookie(machine, counterBits, counterStart);
        mutex = machine.AddMutex("registration");
        var function = new TaskWorkFunction(this);
        infos = machine.Tasks.ToDictionary(task => task, task => new TaskInfo(machine, task, function));
    }

    /// <inheritdoc/>
    public override bool WalksTaskList => true;

    /// <inheritdoc/>
    public override bool CallsAgain => true;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 => RequestMeaning.Queued,
        1 => RequestMeaning.Pending,
        < 0 => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    /// <inheritdoc/>
    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true)
    {
        var work = new IdWork(machine, name, callback, (uint)table.Works.Count) { IsRegisteredAtFirst = registered };
        table.Works.Add(work);
        table.Entries.Add(machine.Model.Cell($"table[{work.Id.Initial}]", registered ? (uint)table.Works.Count : 0));
        foreach (var info in infos.Values)
        {
            info.Slots.Add(machine.Model.Cell($"{info.Name}.ids[{info.Slots.Count}]"));
        }

        return work;
    }

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, UnwindWork work)
    {
        await mutex.Acquire(context);
        var accepted = false;
        for (var id = 0; id < table.Entries.Count; id++)
        {
            if (await table.Entries[id].Read() == 0)
            {
                await ((IdWork)work).Id.Write((uint)id);
                Events.Emit(new MaskBitAssigned(work, id, Reserved: false));
                await table.Entries[id].WriteOnce((uint)table.Works.IndexOf((IdWork)work) + 1);
                accepted = true;
                break;
            }
        }

        await mutex.Release(context);
        return accepted;
    }

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (context.InNmi || await context.Current.Mm.Read() == 0)
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        var cookie = await cookies.Get(context);
        var id = await ((IdWork)work).Id.ReadOnce();
        var info = infos[context.Current];
        var (already, first, found) = array ? await AddToArray(info, id) : await AddToBitmap(info, id);
        Events.Emit(new MaskBitSet(context.Current, work, (int)id, found));
        if (first)
        {
            await TaskWork.Add(context.Current, info.Work);
        }

        await context.IrqRestore(flags);
        return new RequestResult(already ? 1 : 0, cookie);
    }

    /// <inheritdoc/>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work)
    {
        await mutex.Acquire(context);
        var id = await ((IdWork)work).Id.Read();
        await table.Entries[(int)id].WriteOnce(0);
        await machine.TaskList.Rcu.ReadLock();
        for (var i = 0; i < machine.Tasks.Count; i++)
        {
            if (await TaskList.Has(machine.Tasks[i]))
            {
                await Forget(infos[machine.Tasks[i]], id);
                Events.Emit(new MaskBitsCleared(machine.Tasks[i], 1UL << (int)id));
            }
        }

        await machine.TaskList.Rcu.ReadUnlock();
        await mutex.Release(context);
        return true;
    }

    /// <inheritdoc/>
    public override async Step EnterFromUserMode(KernelContext context) => await cookies.Reset(context.Current);

    private static async Step<(bool Already, bool First, uint Found)> AddToBitmap(TaskInfo info, uint id)
    {
        var before = await info.Bits.FetchOr(1u << (int)id);
        return ((before >> (int)id & 1) != 0, before == 0, before);
    }

    /// <summary>Slots hold a number plus one; 0 is free. The task fills them, others may clear them.</summary>
    private static async Step<(bool Already, bool First, uint Found)> AddToArray(TaskInfo info, uint id)
    {
        var free = -1;
        var first = true;
        for (var i = 0; i < info.Slots.Count; i++)
        {
            var slot = await info.Slots[i].ReadOnce();
            if (slot == id + 1)
            {
                return (true, false, 0);
            }

            first &= slot == 0;
            free = slot == 0 && free < 0 ? i : free;
        }

        await info.Slots[free].WriteOnce(id + 1);
        return (false, first, 0);
    }

    private async Step Forget(TaskInfo info, uint id)
    {
        if (!array)
        {
            await info.Bits.FetchAndNot(1u << (int)id);
            return;
        }

        for (var i = 0; i < info.Slots.Count; i++)
        {
            await info.Slots[i].CompareExchange(id + 1, 0);
        }
    }

    /// <summary>The numbers of those who asked; nobody has asked any more after it.</summary>
    private async Step<uint> TakeAll(TaskInfo info)
    {
        if (!array)
        {
            return await info.Bits.Exchange(0);
        }

        var taken = 0u;
        for (var i = 0; i < info.Slots.Count; i++)
        {
            var slot = await info.Slots[i].Exchange(0);
            taken |= slot == 0 ? 0 : 1u << (int)(slot - 1);
        }

        return taken;
    }

    private async Step Run(KernelContext context)
    {
        var info = infos[context.Current];
        var taken = await TakeAll(info);
        Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
        var flags = await context.IrqSave();
        var cookie = await cookies.Get(context);
        await context.IrqRestore(flags);
        var trace = UnwindStackTrace.Empty;
        if (await context.Current.Mm.Read() != 0)
        {
            var stack = await UserUnwinder.UnwindUser(context);
            await info.Entries.Write(stack.Packed);
            trace = new UnwindStackTrace(true, info.Entries, stack.Count, stack.Truncated);
        }

        for (var id = 0; id < table.Entries.Count; id++)
        {
            if ((taken >> id & 1) != 0 && await table.Entries[id].ReadOnce() is not 0 and var number)
            {
                await Call(context, table.Works[(int)number - 1], trace, cookie);
            }
        }
    }

    private sealed class IdWork(Machine machine, string name, IUnwindCallback callback, uint id) : UnwindWork(machine, name, callback)
    {
        public Cell Id { get; } = machine.Model.Cell(name + ".id", id);
    }

    private sealed class Table : IModelObject
    {
        public List<IdWork> Works { get; } = [];

        public List<Cell> Entries { get; } = [];
    }

    private sealed class TaskInfo(Machine machine, TaskStruct task, ITaskWorkFunction function) : IModelObject
    {
        public string Name => task.Name;

        public CallbackHead Work { get; } = machine.AddHead(task.Name + ".unwind", function, null);

        public Cell Bits { get; } = machine.Model.Cell(task.Name + ".ids");

        public List<Cell> Slots { get; } = [];

        public Cell64 Entries { get; } = machine.Model.Cell64(task.Name + ".entries[]");
    }

    private sealed class TaskWorkFunction(RegistrationIdsDesign design) : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => design.Run(context);
    }
}
