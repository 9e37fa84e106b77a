using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Interleave.Exploration.Checkpoints;
using Interleave.Exploration.Packed;

namespace Interleave.Exploration;

/// <summary>
/// A set of 64-bit fingerprints for very many of them, 8 bytes a slot, that several threads may add to without locks. It
/// grows where it is, so that the old and the new slots are never in memory together.
/// </summary>
/// <remarks>
/// Slots come in lines of eight, as long as a line of the cache. The upper bits of a fingerprint choose its line in
/// proportion to their number; what does not fit goes into the lines that follow. Within a line the first free slot is taken,
/// and no slot becomes free again, so two threads that add the same fingerprint meet at the same slot. Because lines keep
/// their order when there are more of them, growing moves fingerprints only upwards, and can begin at the end.
/// Whoever adds claims slots first; growing happens while claiming, when all threads stand still.
/// </remarks>
internal sealed unsafe class FingerprintTable : IDisposable
{
    private const int LineSlots = 8;
    private const int LineBytes = LineSlots * sizeof(ulong);
    private const long SmallestLines = 1 << 9;
    private const long DoublesUpTo = 1L << 30;
    private const long HugePagesFrom = 1L << 22;

    private readonly ReservedMemory memory;
    private readonly Rendezvous rendezvous = new();
    private ulong* slots;
    private ulong* end;
    private ulong lines;
    private long limit;
    private long claimed;
    private int hasZero;

    public FingerprintTable()
    {
        memory = new ReservedMemory(BytesOf(SmallestLines), (nuint)Math.Max(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, 1L << 30));
        Resize(SmallestLines);
    }

    /// <summary>Number of fingerprints in the set; while others add, up to what they have claimed more.</summary>
    public long Count => Volatile.Read(ref claimed);

    /// <summary>Memory of the slots, in bytes.</summary>
    public long Bytes => (long)lines * LineBytes;

    /// <summary>The threads that add: all but the one that makes it grow stand still meanwhile.</summary>
    public Rendezvous Threads => rendezvous;

    /// <summary>Fetches the line of a fingerprint that will soon be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(slots + (LineOf(fingerprint, lines) * LineSlots));
        }
    }

    /// <summary>Makes room for so many fingerprints before they are added; those that turn out not to be new are given
    /// <see cref="Return">back</see>.</summary>
    public void Claim(int count)
    {
        if (Interlocked.Add(ref claimed, count) > Volatile.Read(ref limit))
        {
            rendezvous.Alone(() =>
            {
                while (claimed > limit)
                {
                    Grow();
                }
            });
        }
    }

    /// <summary>Gives slots back that were claimed and not needed.</summary>
    public void Return(int count) => Interlocked.Add(ref claimed, -count);

    /// <summary>Adds a fingerprint for which nothing was claimed; false when it was there.</summary>
    public bool Add(ulong fingerprint)
    {
        Claim(1);
        var added = AddClaimed(fingerprint);
        Return(added ? 0 : 1);
        return added;
    }

    /// <summary>Adds a fingerprint; false when it was there. For the only thread that uses the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AddClaimed(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            return AddZero();
        }

        var wanted = Vector512.Create(fingerprint);
        for (var line = slots + (LineOf(fingerprint, lines) * LineSlots); ;)
        {
            var there = Vector512.LoadAligned(line);
            if (Vector512.EqualsAny(there, wanted))
            {
                return false;
            }

            var free = Vector512.Equals(there, Vector512<ulong>.Zero).ExtractMostSignificantBits();
            if (free != 0)
            {
                line[BitOperations.TrailingZeroCount(free)] = fingerprint;
                return true;
            }

            line = Next(line);
        }
    }

    /// <summary>Adds a fingerprint; false when it was there. Any number of threads may call this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AddShared(ulong fingerprint)
    {
        if (fingerprint == 0)
        {
            return AddZero();
        }

        var wanted = Vector512.Create(fingerprint);
        for (var line = slots + (LineOf(fingerprint, lines) * LineSlots); ;)
        {
            // Slots are aligned words: each of the eight is read as a whole.
            var there = Vector512.LoadAligned(line);
            if (Vector512.EqualsAny(there, wanted))
            {
                return false;
            }

            var free = Vector512.Equals(there, Vector512<ulong>.Zero).ExtractMostSignificantBits();
            if (free == 0)
            {
                line = Next(line);
            }
            else if (Interlocked.CompareExchange(ref line[BitOperations.TrailingZeroCount(free)], fingerprint, 0) == 0)
            {
                return true;
            }
        }
    }

    /// <summary>Memory that growing takes if it happens while so many are added, in bytes; else 0.</summary>
    public long NextGrowth(int added) => Count + added > limit ? (Bytes < DoublesUpTo ? Bytes : Bytes / 4) : 0;

    /// <summary>Writes all fingerprints. Nobody may add meanwhile.</summary>
    public void Save(CheckpointWriter writer)
    {
        const int AtOnce = 1 << 16;
        var buffer = new List<ulong>(AtOnce);
        writer.Write(Count);
        if (hasZero != 0)
        {
            buffer.Add(0);
        }

        for (var slot = slots; slot < end; slot++)
        {
            if (*slot != 0)
            {
                buffer.Add(*slot);
            }

            if (buffer.Count == AtOnce || slot == end - 1)
            {
                writer.WriteElements<ulong>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(buffer));
                buffer.Clear();
            }
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

    public void Dispose() => memory.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LineOf(ulong fingerprint, ulong lines) => Math.BigMul(fingerprint, lines, out _);

    /// <summary>Lines after the last one that a fingerprint can choose take what does not fit there.</summary>
    private static ulong Spare(ulong lines) => (lines / 16) + 1024;

    private static nuint BytesOf(ulong lines) => (nuint)((lines + Spare(lines)) * LineBytes);

    private bool AddZero() => Interlocked.Exchange(ref hasZero, 1) == 0;

    private ulong* Next(ulong* line)
    {
        line += LineSlots;
        return line < end ? line : throw new InvalidOperationException("the fingerprints are not spread over the table");
    }

    private void Resize(ulong count)
    {
        memory.Extend(BytesOf(count));
        slots = memory.Start;
        lines = count;
        end = slots + ((lines + Spare(lines)) * LineSlots);
        limit = (long)(lines * LineSlots / 4 * 3);
        if (Bytes >= HugePagesFrom)
        {
            memory.PreferHugePages(BytesOf(lines));
        }
    }

    private void Grow()
    {
        var used = lines + Spare(lines);
        Resize(Bytes < DoublesUpTo ? lines * 2 : lines + (lines / 4));
        var moved = new List<ulong>();
        for (var to = used; to > 0;)
        {
            // What is after a line with a free slot was put there because its own line is after it, too. So the lines from
            // there on can move, and nothing that stays is looked for among them.
            var from = to - 1;
            while (from > 0 && !HasFreeSlot(from - 1))
            {
                from--;
            }

            Take(from, to, moved);
            foreach (var fingerprint in moved)
            {
                AddClaimed(fingerprint);
            }

            to = from;
        }
    }

    private bool HasFreeSlot(ulong line) => slots[(line * LineSlots) + LineSlots - 1] == 0;

    private void Take(ulong from, ulong to, List<ulong> into)
    {
        into.Clear();
        for (var slot = from * LineSlots; slot < to * LineSlots && slots[slot] is var fingerprint; slot++)
        {
            if (fingerprint != 0)
            {
                into.Add(fingerprint);
                slots[slot] = 0;
            }
        }
    }
}
