using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>Numbers fingerprints from 0 in the order in which they are first seen: 12 bytes a slot.</summary>
internal sealed class FingerprintIndex
{
    private ulong[] slots = NewTable<ulong>(1 << 12);
    private int[] numbers = NewTable<int>(1 << 12);
    private int zero = -1;

    /// <summary>Number of fingerprints seen.</summary>
    public int Count { get; private set; }

    /// <summary>Fetches the slot of a fingerprint that will soon be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            var slot = (int)(fingerprint >> 20) & (slots.Length - 1);
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[slot]));
            Sse.Prefetch0(Unsafe.AsPointer(ref numbers[slot]));
        }
    }

    /// <summary>The number of a fingerprint; it is new when the number is the former <see cref="Count"/>.</summary>
    public int NumberOf(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            return zero >= 0 ? zero : zero = Count++;
        }

        var mask = slots.Length - 1;
        var slot = (int)(fingerprint >> 20) & mask;
        while (slots[slot] != 0)
        {
            if (slots[slot] == fingerprint)
            {
                return numbers[slot];
            }

            slot = (slot + 1) & mask;
        }

        slots[slot] = fingerprint;
        numbers[slot] = Count;
        var number = Count++;
        if (Count * 2L > slots.Length)
        {
            Grow();
        }

        return number;
    }

    /// <summary>The number of a fingerprint that was seen; -1: it was not.</summary>
    public int Find(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            return zero;
        }

        var mask = slots.Length - 1;
        var slot = (int)(fingerprint >> 20) & mask;
        while (slots[slot] != 0)
        {
            if (slots[slot] == fingerprint)
            {
                return numbers[slot];
            }

            slot = (slot + 1) & mask;
        }

        return -1;
    }

    /// <summary>Memory that growing takes if it happens while so many are added, in bytes; else 0.</summary>
    public long NextGrowth(int added) => (Count + (long)added) * 2 > slots.LongLength ? slots.LongLength * 2 * (sizeof(ulong) + sizeof(int)) : 0;

    /// <summary>Writes all fingerprints and their numbers.</summary>
    public void Save(CheckpointWriter writer)
    {
        writer.Write(Count);
        writer.Write(zero);
        writer.WriteArray<ulong>(slots);
        writer.WriteArray<int>(numbers);
    }

    /// <summary>Reads all fingerprints and their numbers.</summary>
    public void Restore(CheckpointReader reader)
    {
        Count = reader.ReadInt32();
        zero = reader.ReadInt32();
        slots = reader.ReadArray<ulong>(pinned: true);
        numbers = reader.ReadArray<int>(pinned: true);
    }

    /// <summary>The fingerprints with the given numbers.</summary>
    public FingerprintSet FingerprintsOf(IEnumerable<int> wanted)
    {
        var chosen = wanted.ToHashSet();
        var set = new FingerprintSet();
        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (slots[slot] != 0 && chosen.Contains(numbers[slot]))
            {
                set.Add(slots[slot]);
            }
        }

        if (zero >= 0 && chosen.Contains(zero))
        {
            set.Add(0);
        }

        return set;
    }

    private void Grow()
    {
        var (oldSlots, oldNumbers) = (slots, numbers);
        slots = NewTable<ulong>(checked(oldSlots.Length * 2));
        numbers = NewTable<int>(slots.Length);
        var mask = slots.Length - 1;
        for (var i = 0; i < oldSlots.Length; i++)
        {
            if (oldSlots[i] == 0)
            {
                continue;
            }

            var slot = (int)(oldSlots[i] >> 20) & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = oldSlots[i];
            numbers[slot] = oldNumbers[i];
        }
    }

    /// <summary>A table that the garbage collector does not move, so that its slots can be fetched by address.</summary>
    private static T[] NewTable<T>(int length)
        where T : unmanaged => GC.AllocateArray<T>(length, pinned: true);
}
