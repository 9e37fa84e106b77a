using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>callbacks[]</c> of v2 and v3: which callback has which slot. A bit in a task stands for a slot.</summary>
public sealed class V3Slots : IModelObject
{
    /// <summary>The value of a slot that belongs to a tracer which never asks.</summary>
    private const uint Other = 0xFF;

    private readonly Machine machine;
    private readonly Cell[] slots;
    private readonly List<V3Callback> callbacks = [];
    private int taken;

    /// <summary>Makes the array.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="size"><c>UNWIND_MAX_CALLBACKS</c>.</param>
    /// <param name="others">How many slots are taken already.</param>
    public V3Slots(Machine machine, int size, int others)
    {
        this.machine = machine;
        taken = Math.Min(size, others);
        slots = [.. Enumerable.Range(0, size).Select(i => machine.Model.Cell($"callbacks[{i}]", i < taken ? Other : 0))];
    }

    /// <summary><c>UNWIND_MAX_CALLBACKS</c>.</summary>
    public int Size => slots.Length;

    /// <summary>The callback with a <see cref="V3Callback.Number"/>.</summary>
    public V3Callback this[uint number] => callbacks[(int)number - 1];

    /// <summary>Makes a callback before anything runs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="callback">What it calls.</param>
    /// <param name="registered">Whether it is registered, if there is a slot left.</param>
    /// <param name="unregistered">Its <c>idx</c> else.</param>
    public V3Callback Add(string name, IUnwindCallback callback, bool registered, uint unregistered)
    {
        int? slot = registered && taken < slots.Length ? taken++ : null;
        var added = new V3Callback(machine, name, callback, (uint)callbacks.Count + 1, (uint?)slot ?? unregistered) { IsRegisteredAtFirst = slot is not null };
        callbacks.Add(added);
        if (slot is { } index)
        {
            machine.Model.Initialise(slots[index], added.Number);
            machine.Model.Initialise(added.Enabled, 1);
        }
        else
        {
            machine.Model.Initialise(added.Function, 0);
        }

        return added;
    }

    /// <summary>What a slot points to; null: to nothing, or to somebody who never asks.</summary>
    public async Step<V3Callback?> At(int slot)
    {
        var number = await slots[slot].ReadOnce();
        return number is 0 or Other ? null : this[number];
    }

    /// <summary>Whether a slot is free.</summary>
    public async Step<bool> IsFree(int slot) => await slots[slot].ReadOnce() == 0;

    /// <summary>Stores a callback to a slot.</summary>
    public async Step Set(int slot, V3Callback callback)
    {
        await slots[slot].WriteOnce(callback.Number);
        Events.Emit(new MaskBitAssigned(callback, slot, Reserved: false));
    }

    /// <summary>Stores NULL to a slot. There is none with the number -1: that would be a store in front of the array.</summary>
    public async Step Clear(uint slot)
    {
        if (KernelContext.WarnOn(slot >= slots.Length, "callbacks[-1] = NULL: a store outside of the array"))
        {
            return;
        }

        await slots[(int)slot].WriteOnce(0);
    }
}
