using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>
/// One pointer in each task: the first request of an entry context allocates the work item, without sleeping (Josh
/// Poimboeuf, seed thread #8, 22 January 2025; Andrii Nakryiko on v3, October 2024). Nobody implemented it.
/// </summary>
/// <remarks>What the messages leave open is taken from the merged design: a bit for each tracer (in the item), SRCU, the reset
/// on the way to user mode, NMIs. Memory for <see cref="ItemsPerTask"/> items of a task at a time; a further one is not
/// available, like one whose allocation fails.</remarks>
public sealed class OnDemandDesign : RegistryDesign
{
    private const int Enomem = -12;
    private const int ItemsPerTask = 2;

    private readonly TaskId ids;
    private readonly Dictionary<TaskStruct, TaskItems> items = [];

    /// <summary>Adds the design's variables to a machine whose tasks are known.</summary>
    public OnDemandDesign(Machine machine, int counterBits, ulong counterStart, int otherTracers)
        : base(machine, walkersSleep: true, reserved: 0, otherTracers)
    {
        ids = new TaskId(machine, counterBits, counterStart);
        foreach (var task in machine.Tasks)
        {
            items.Add(task, new TaskItems(machine, task, this));
        }
    }

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => Interleave.Kernel.NmiNotification.FlagSetAtOnce;

    /// <inheritdoc/>
    public override bool CallsAgain => true;

    /// <inheritdoc/>
    public override bool ResetsAtExit => true;

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => result.Return switch
    {
        0 => RequestMeaning.Queued,
        1 => RequestMeaning.Pending,
        < 0 => RequestMeaning.Refused,
        _ => RequestMeaning.Undocumented,
    };

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        if (!await HasUserStack(context, TaskStruct.PfKthread | TaskStruct.PfExiting))
        {
            return new RequestResult(Einval, 0);
        }

        var bit = await ((RegisteredWork)work).Bit.ReadOnce();
        if (bit == RegisteredWork.NoBit)
        {
            return new RequestResult(Einval, 0);
        }

        var flags = await context.IrqSave();
        var result = await RequestWithInterruptsOff(context, work, UnwindBits.Of(bit), (int)bit);
        await context.IrqRestore(flags);
        return result;
    }

    /// <inheritdoc/>
    public override async Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work)
    {
        var registered = (RegisteredWork)work;
        await List.Lock(context);
        await List.Unlink(registered);
        var bit = await registered.Bit.Read();
        await registered.Bit.Write(RegisteredWork.NoBit);
        await List.Synchronize(context);
        await List.FreeBit(bit);
        await List.Unlock(context);
        return true;
    }

    /// <inheritdoc/>
    public override async Step ExitToUserMode(KernelContext context)
    {
        if (await items[context.Current].Pointer.ReadOnce() == 0)
        {
            await ids.Reset(context.Current);
            if (await InfoOf(context.Current).Cache.Address.Read() != 0)
            {
                await ForgetStack(context);
            }
        }
    }

    /// <inheritdoc/>
    protected override Step Process(KernelContext context) => Step.Done;

    private async Step<RequestResult> RequestWithInterruptsOff(KernelContext context, UnwindWork work, ulong bit, int number)
    {
        var own = items[context.Current];
        var cookie = await ids.Get(context);
        var pointer = await own.Pointer.ReadOnce();
        if (pointer == 0)
        {
            // kmalloc(GFP_ATOMIC)
            var made = await own.Allocate(context);
            if (made == 0)
            {
                return new RequestResult(Enomem, 0);
            }

            pointer = await own.Pointer.CompareExchange(0, made);
            if (pointer == 0)
            {
                // The bit first: a callback that finds the item finds whom to call.
                await own[made].Mask.FetchOr(bit);
                Events.Emit(new MaskBitSet(context.Current, work, number));
                var error = context.InNmi
                    ? await TaskWork.AddFromNmi(context, own[made].Head)
                    : await TaskWork.Add(context.Current, own[made].Head);
                return new RequestResult(error, cookie);
            }

            await own.Free(made);
        }

        var before = await own[pointer].Mask.FetchOr(bit);
        Events.Emit(new MaskBitSet(context.Current, work, number));
        return new RequestResult((before & bit) != 0 ? 1 : 0, cookie);
    }

    private async Step Run(KernelContext context, Item item)
    {
        var own = items[context.Current];
        var number = await own.Pointer.Exchange(0);
        var bits = await item.Mask.Exchange(0);
        Events.Emit(new MaskBitsCleared(context.Current, ulong.MaxValue));
        var trace = await Faultable(context);
        var cookie = await ids.Read(context.Current);
        await List.BeginWalk(context);
        for (var each = await List.First(); each != 0; each = await List.After(each))
        {
            var bit = await List[each].Bit.ReadOnce();
            if (bit != RegisteredWork.NoBit && (bits & UnwindBits.Of(bit)) != 0)
            {
                await Call(context, List[each], trace, cookie);
            }
        }

        await List.EndWalk(context);
        await own.Free(number);
    }

    private sealed class Item(Machine machine, string name) : IModelObject
    {
        public Cell InUse { get; } = machine.Model.Cell(name);

        public Cell64 Mask { get; } = machine.Model.Cell64(name + ".mask");

        public CallbackHead Head { get; internal set; } = null!;
    }

    private sealed class TaskItems : IModelObject
    {
        private readonly Item[] all;

        public TaskItems(Machine machine, TaskStruct task, OnDemandDesign design)
        {
            Pointer = machine.Model.Cell(task.Name + ".item");
            all = [.. Enumerable.Range(1, ItemsPerTask).Select(number => new Item(machine, $"{task}.item{number}"))];
            foreach (var item in all)
            {
                item.Head = machine.AddHead(task.Name + ".unwind", new TaskWorkFunction(design, item), null);
            }
        }

        /// <summary>0 or the number of an item, from 1.</summary>
        public Cell Pointer { get; }

        public Item this[uint number] => all[(int)number - 1];

        /// <summary>The number of a new item; 0 when there is no memory.</summary>
        public async Step<uint> Allocate(KernelContext context)
        {
            if (!await context.Machine.KmallocAtomic(context))
            {
                return 0;
            }

            for (var i = 0; i < all.Length; i++)
            {
                if (await all[i].InUse.CompareExchange(0, 1) == 0)
                {
                    return (uint)i + 1;
                }
            }

            Events.Emit(new AllocationFailed(context.Current, Atomic: true));
            return 0;
        }

        public async Step Free(uint number)
        {
            await this[number].Mask.Write(0);
            await this[number].InUse.WriteOnce(0);
        }
    }

    private sealed class TaskWorkFunction(OnDemandDesign design, Item item) : ITaskWorkFunction
    {
        public Step Run(KernelContext context) => design.Run(context, item);
    }
}
