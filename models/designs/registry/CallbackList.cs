using Interleave;
using Interleave.Kernel;
using Mutex = Interleave.Kernel.Mutex;

namespace UnwindCheck.Models.Designs;

/// <summary>The tracers that are registered: <c>callbacks</c>, <c>callback_mutex</c>, <c>unwind_srcu</c> and
/// <c>unwind_mask</c>.</summary>
/// <remarks>Back links are left out: only those who hold the mutex use them, and finding a predecessor by a walk gives the
/// same one. <c>list_del()</c> poisons the links of what it takes out; nobody follows them, since in the designs that
/// use it all walks hold the mutex.</remarks>
public sealed class CallbackList : IModelObject
{
    private readonly Machine machine;
    private readonly ulong own;
    private readonly List<RegisteredWork> works = [];
    private readonly Cell head;
    private uint first;
    private readonly Cell64 mask;
    private readonly Mutex mutex;
    private readonly Srcu? srcu;

    /// <summary>Makes the list.</summary>
    /// <param name="machine">The machine, with its tasks.</param>
    /// <param name="walkersSleep">SRCU protects walks; else the mutex does.</param>
    /// <param name="reserved">The bits that are taken from the beginning, so that no tracer is given them.</param>
    /// <param name="own">The bits that the interface uses itself, whether it has reserved them or not.</param>
    /// <param name="others">How many other tracers have a bit already, or all that can have one.</param>
    public CallbackList(Machine machine, bool walkersSleep, ulong reserved, ulong own, int others)
    {
        this.machine = machine;
        this.own = own;
        head = machine.Model.Cell("callbacks");
        mutex = machine.AddMutex("callback_mutex");
        srcu = walkersSleep ? machine.AddSrcu("unwind_srcu") : null;
        mask = machine.Model.Cell64("unwind_mask");
        Initial = reserved;
        for (var i = 0; i < others && (Initial | own) != ulong.MaxValue; i++)
        {
            Initial |= 1UL << FirstZero(Initial | own);
        }

        InitialiseMask();
    }

    /// <summary>The global mask before the first step.</summary>
    private ulong Initial { get; set; }

    /// <summary>The descriptor with a <see cref="RegisteredWork.Number"/>.</summary>
    public RegisteredWork this[uint number] => works[(int)number - 1];

    /// <summary>Adds a descriptor before anything runs. It is not registered if it should not be, or if all bits are
    /// taken.</summary>
    public RegisteredWork Add(string name, IUnwindCallback callback, bool registered)
    {
        if (!registered || (Initial | own) == ulong.MaxValue)
        {
            // A static variable, or kzalloc(): the bit is 0, as if it had been given that.
            var unlinked = new RegisteredWork(machine, name, callback, (uint)works.Count + 1, bit: 0, next: 0) { IsRegisteredAtFirst = false };
            works.Add(unlinked);
            return unlinked;
        }

        var bit = FirstZero(Initial | own);
        var work = new RegisteredWork(machine, name, callback, (uint)works.Count + 1, (uint)bit, first);
        Initial |= 1UL << bit;
        works.Add(work);

        // list_add(): the last one registered comes first.
        first = work.Number;
        machine.Model.Initialise(head, work.Number);
        InitialiseMask();
        return work;
    }

    /// <summary>Begins a walk.</summary>
    public Step BeginWalk(KernelContext context) => srcu?.ReadLock(context) ?? mutex.Acquire(context);

    /// <summary>Ends a walk.</summary>
    public Step EndWalk(KernelContext context) => srcu?.ReadUnlock(context) ?? mutex.Release(context);

    /// <summary>The number of the first descriptor; 0: none.</summary>
    public async Step<uint> First() => await head.ReadOnce();

    /// <summary>The number of the next descriptor; 0: none.</summary>
    public async Step<uint> After(uint number) => await this[number].Next.ReadOnce();

    /// <summary>Takes the mutex.</summary>
    public Step Lock(KernelContext context) => mutex.Acquire(context);

    /// <summary>Gives the mutex back.</summary>
    public Step Unlock(KernelContext context) => mutex.Release(context);

    /// <summary><c>synchronize_srcu()</c>.</summary>
    public Step Synchronize(KernelContext context) => srcu!.Synchronize(context);

    /// <summary><c>list_add()</c> or <c>list_add_rcu()</c>, under the mutex.</summary>
    public async Step Link(RegisteredWork work)
    {
        await work.Next.WriteOnce(await head.ReadOnce());
        await head.WriteOnce(work.Number);
    }

    /// <summary><c>list_del()</c> or <c>list_del_rcu()</c>, under the mutex. What is on no list is left alone with a warning, as
    /// CONFIG_LIST_HARDENED does.</summary>
    public async Step Unlink(RegisteredWork work)
    {
        var before = 0u;
        var number = await head.ReadOnce();
        while (number != work.Number)
        {
            // CONFIG_DEBUG_LIST; without it, a write through a NULL pointer.
            if (KernelContext.WarnOn(number == 0, "list_del corruption, ->next is NULL"))
            {
                return;
            }

            before = number;
            number = await this[number].Next.ReadOnce();
        }

        var next = await work.Next.ReadOnce();
        if (before == 0)
        {
            await head.WriteOnce(next);
        }
        else
        {
            await this[before].Next.WriteOnce(next);
        }
    }

    /// <summary>Gives a descriptor the lowest free bit, under the mutex; -EBUSY when none is left.</summary>
    /// <param name="work">The descriptor.</param>
    /// <param name="full">The mask that is taken for full.</param>
    public async Step<bool> AssignBit(RegisteredWork work, ulong full)
    {
        var taken = await mask.Read();
        if (taken == full)
        {
            return false;
        }

        var bit = FirstZero(taken);
        await work.Bit.Write((uint)bit);
        Events.Emit(new MaskBitAssigned(work, bit, (own >> bit & 1) != 0));
        await mask.Write(taken | (1UL << bit));
        return true;
    }

    /// <summary>Makes a bit free, under the mutex.</summary>
    public async Step FreeBit(uint bit) => await mask.Write(await mask.Read() & ~UnwindBits.Of(bit));

    private void InitialiseMask()
    {
        machine.Model.Initialise(mask.Low, (uint)Initial);
        machine.Model.Initialise(mask.High, (uint)(Initial >> 32));
    }

    /// <summary><c>ffz()</c>.</summary>
    private static int FirstZero(ulong word) => System.Numerics.BitOperations.TrailingZeroCount(~word);
}
