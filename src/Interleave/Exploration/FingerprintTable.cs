using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>
/// A set of 64-bit fingerprints for very many of them, 8 bytes a slot, that several threads may add to. It consists of
/// segments that grow one at a time, by half: growing never pauses the search for long nor doubles its memory. Looking up
/// takes no lock; adding takes the one of its segment.
/// </summary>
/// <remarks>The upper bits of a fingerprint choose the segment, the lower 32 the slot, in proportion to the segment's length:
/// fingerprints keep their order when a segment grows, so that growing reads and writes memory in sequence.</remarks>
internal sealed class FingerprintTable
{
    private const int SegmentBits = 8;
    private const int SmallestSegment = 32;

    private readonly Segment[] segments = new Segment[1 << SegmentBits];
    private int hasZero;

    public FingerprintTable()
    {
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i].Slots = new ulong[SmallestSegment];
            segments[i].Limit = LimitOf(SmallestSegment);
        }
    }

    /// <summary>Number of fingerprints in the set; while others add, some number that it had.</summary>
    public long Count
    {
        get
        {
            var sum = (long)Volatile.Read(ref hasZero);
            foreach (ref readonly var segment in segments.AsSpan())
            {
                sum += Volatile.Read(in segment.Count);
            }

            return sum;
        }
    }

    /// <summary>Memory of the slots, in bytes.</summary>
    public long Bytes => segments.Sum(segment => segment.Slots.LongLength * sizeof(ulong));

    /// <summary>Fetches the slot of a fingerprint that will soon be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            var slots = segments[(int)(fingerprint >> (64 - SegmentBits))].Slots;
            Sse.Prefetch0(Unsafe.AsPointer(ref slots[SlotOf(fingerprint, slots.Length)]));
        }
    }

    /// <summary>Adds a fingerprint; false when it was there. For the only thread that uses the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong fingerprint)
    {
        ref var segment = ref segments[(int)(fingerprint >> (64 - SegmentBits))];
        var slots = segment.Slots;
        for (var slot = SlotOf(fingerprint, slots.Length); ;)
        {
            var there = slots[slot];
            if (there == 0)
            {
                return AddAt(ref segment, slots, slot, fingerprint);
            }

            if (there == fingerprint)
            {
                return false;
            }

            slot = slot + 1 == slots.Length ? 0 : slot + 1;
        }
    }

    /// <summary>Adds a fingerprint; false when it was there. Any number of threads may call this.</summary>
    public bool AddShared(ulong fingerprint)
    {
        ref var segment = ref segments[(int)(fingerprint >> (64 - SegmentBits))];
        var slots = Volatile.Read(ref segment.Slots);
        for (var slot = SlotOf(fingerprint, slots.Length); ;)
        {
            var there = Volatile.Read(ref slots[slot]);
            if (there == 0)
            {
                break;
            }

            if (there == fingerprint)
            {
                return false;
            }

            slot = slot + 1 == slots.Length ? 0 : slot + 1;
        }

        var wait = default(SpinWait);
        while (Interlocked.CompareExchange(ref segment.Locked, 1, 0) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        try
        {
            return Add(fingerprint);
        }
        finally
        {
            Volatile.Write(ref segment.Locked, 0);
        }
    }

    /// <summary>Writes all fingerprints. Nobody may add meanwhile.</summary>
    public void Save(CheckpointWriter writer)
    {
        writer.Write(Count);
        if (hasZero != 0)
        {
            writer.Write(0UL);
        }

        var buffer = new List<ulong>(1 << 16);
        foreach (var segment in segments)
        {
            foreach (var fingerprint in segment.Slots)
            {
                if (fingerprint != 0)
                {
                    buffer.Add(fingerprint);
                }
            }

            writer.WriteElements<ulong>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(buffer));
            buffer.Clear();
        }
    }

    /// <summary>Adds all fingerprints that were written.</summary>
    public void Restore(CheckpointReader reader)
    {
        var buffer = new ulong[1 << 16];
        for (var left = reader.ReadInt64(); left > 0; left -= buffer.Length)
        {
            var some = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            reader.ReadElements(some);
            foreach (var fingerprint in some)
            {
                Add(fingerprint);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SlotOf(ulong fingerprint, int length) => (int)(((ulong)(uint)fingerprint * (uint)length) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AddAt(ref Segment segment, ulong[] slots, int slot, ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            // An empty slot says 0: this one is remembered elsewhere.
            return Interlocked.Exchange(ref hasZero, 1) == 0;
        }

        Volatile.Write(ref slots[slot], fingerprint);
        if (++segment.Count > segment.Limit)
        {
            Grow(ref segment);
        }

        return true;
    }

    private static void Grow(ref Segment segment)
    {
        var slots = segment.Slots;
        var grown = new ulong[checked(slots.Length + (slots.Length / 2))];
        foreach (var fingerprint in slots)
        {
            if (fingerprint == 0)
            {
                continue;
            }

            var slot = SlotOf(fingerprint, grown.Length);
            while (grown[slot] != 0)
            {
                slot = slot + 1 == grown.Length ? 0 : slot + 1;
            }

            grown[slot] = fingerprint;
        }

        segment.Limit = LimitOf(grown.Length);
        Volatile.Write(ref segment.Slots, grown);
    }

    /// <summary>Two thirds of the slots: beyond, looking for a fingerprint that is not there takes many steps.</summary>
    private static int LimitOf(int length) => (int)(length * 2L / 3);

    private struct Segment
    {
        public ulong[] Slots;
        public int Count;
        public int Limit;
        public int Locked;
    }
}
