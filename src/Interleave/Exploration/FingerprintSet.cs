using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Interleave.Exploration;

/// <summary>A set of 64-bit fingerprints: open addressing, 8 bytes a slot.</summary>
internal sealed class FingerprintSet
{
    private ulong[] slots = NewTable(1 << 12);
    private bool hasZero;

    /// <summary>Number of fingerprints in the set.</summary>
    public long Count { get; private set; }

    /// <summary>Fetches the slot of a fingerprint that will soon be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[(int)(fingerprint >> 20) & (slots.Length - 1)]));
        }
    }

    /// <summary>Adds a fingerprint; false when it was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            return AddZero();
        }

        var table = slots;
        var mask = table.Length - 1;
        var slot = (int)(fingerprint >> 20) & mask;
        while (table[slot] != 0)
        {
            if (table[slot] == fingerprint)
            {
                return false;
            }

            slot = (slot + 1) & mask;
        }

        table[slot] = fingerprint;
        if (++Count * 2 > table.Length)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Whether a fingerprint is in the set.</summary>
    public bool Contains(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            return hasZero;
        }

        var mask = slots.Length - 1;
        var slot = (int)(fingerprint >> 20) & mask;
        while (slots[slot] != 0)
        {
            if (slots[slot] == fingerprint)
            {
                return true;
            }

            slot = (slot + 1) & mask;
        }

        return false;
    }

    private bool AddZero()
    {
        if (hasZero)
        {
            return false;
        }

        hasZero = true;
        Count++;
        return true;
    }

    private void Grow()
    {
        var old = slots;
        var table = NewTable(checked(old.Length * 2));
        var mask = table.Length - 1;
        foreach (var fingerprint in old)
        {
            if (fingerprint == 0)
            {
                continue;
            }

            var slot = (int)(fingerprint >> 20) & mask;
            while (table[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            table[slot] = fingerprint;
        }

        slots = table;
    }

    /// <summary>A table that the garbage collector does not move, so that its slots can be fetched by address.</summary>
    private static ulong[] NewTable(int length) => GC.AllocateArray<ulong>(length, pinned: true);
}
