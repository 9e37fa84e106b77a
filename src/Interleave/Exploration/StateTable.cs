using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>A set of whole state vectors, for searches in which no state may be taken for another one. A fingerprint only
/// says where to look; two states are the same when all their words are.</summary>
internal sealed class StateTable(int width)
{
    /// <summary>States a block of memory: the set grows without copying states.</summary>
    private const int BlockBits = 14;

    private readonly List<uint[]> blocks = [];
    private int[] slots = NewSlots(1 << 10);

    /// <summary>Number of states.</summary>
    public int Count { get; private set; }

    /// <summary>Memory of the states and the slots, in bytes.</summary>
    public long Bytes => (blocks.Count * (long)width * sizeof(uint) << BlockBits) + (slots.LongLength * sizeof(int));

    /// <summary>Adds a state; false when it was there.</summary>
    public bool Add(ReadOnlySpan<uint> state, ulong fingerprint)
    {
        var mask = slots.Length - 1;
        var slot = (int)(fingerprint >> 20) & mask;
        for (; slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            if (At(slots[slot]).SequenceEqual(state))
            {
                return false;
            }
        }

        slots[slot] = Count;
        if (Count >> BlockBits == blocks.Count)
        {
            blocks.Add(new uint[width << BlockBits]);
        }

        state.CopyTo(At(Count++));
        if (Count * 2L > slots.Length)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Memory that growing takes if it happens while so many states are added, in bytes; else 0.</summary>
    public long NextGrowth(int added) => (Count + (long)added) * 2 > slots.LongLength ? slots.LongLength * 2 * sizeof(int) : 0;

    /// <summary>Writes all states.</summary>
    public void Save(CheckpointWriter writer)
    {
        writer.Write(Count);
        for (var number = 0; number < Count; number++)
        {
            writer.WriteElements<uint>(At(number));
        }
    }

    /// <summary>Adds all states that were written.</summary>
    public void Restore(CheckpointReader reader)
    {
        var state = new uint[width];
        for (var left = reader.ReadInt64(); left > 0; left--)
        {
            reader.ReadElements(state.AsSpan());
            Add(state, Fingerprint.Of(state));
        }
    }

    private static int[] NewSlots(int length)
    {
        var empty = new int[length];
        Array.Fill(empty, -1);
        return empty;
    }

    private Span<uint> At(int number) => blocks[number >> BlockBits].AsSpan((number & ((1 << BlockBits) - 1)) * width, width);

    private void Grow()
    {
        slots = NewSlots(checked(slots.Length * 2));
        for (var number = 0; number < Count; number++)
        {
            var slot = (int)(Fingerprint.Of(At(number)) >> 20) & (slots.Length - 1);
            while (slots[slot] >= 0)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = number;
        }
    }
}
