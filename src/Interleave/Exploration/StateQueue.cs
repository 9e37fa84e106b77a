using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>A list of state vectors for very many of them. It grows by a block at a time: growing neither copies states
/// nor takes more memory than they need.</summary>
internal sealed class StateQueue(int width)
{
    private const int BlockBits = 13;
    private const int BlockStates = 1 << BlockBits;

    private readonly List<Frontier> blocks = [new(width)];
    private Frontier last = null!;

    /// <summary>Number of states.</summary>
    public int Count { get; private set; }

    /// <summary>A state.</summary>
    public ReadOnlySpan<uint> this[int index] => blocks[index >> BlockBits][index & (BlockStates - 1)];

    /// <summary>The fingerprint of a state.</summary>
    public ulong FingerprintAt(int index) => blocks[index >> BlockBits].FingerprintAt(index & (BlockStates - 1));

    /// <summary>Appends a state.</summary>
    public void Add(ReadOnlySpan<uint> state, ulong fingerprint)
    {
        if ((Count & (BlockStates - 1)) == 0)
        {
            Begin(Count >> BlockBits);
        }

        last.Add(state, fingerprint);
        Count++;
    }

    /// <summary>Removes all states; keeps some of the memory.</summary>
    public void Clear()
    {
        // What a level needed the next one will need, or less: when levels shrink, memory is given back.
        var used = (Count >> BlockBits) + 1;
        if (used < blocks.Count)
        {
            blocks.RemoveRange(used, blocks.Count - used);
        }

        Count = 0;
    }

    /// <summary>Writes the states between two positions; the reader has to be told how many there are.</summary>
    public void Save(CheckpointWriter writer, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            writer.WriteElements(this[i]);
        }
    }

    /// <summary>Appends states that were written.</summary>
    public void Restore(CheckpointReader reader, long count)
    {
        var state = new uint[width];
        for (var left = count; left > 0; left--)
        {
            reader.ReadElements(state.AsSpan());
            Add(state, Fingerprint.Of(state));
        }
    }

    private void Begin(int block)
    {
        if (block == blocks.Count)
        {
            blocks.Add(new Frontier(width));
        }

        last = blocks[block];
        last.Clear();
    }
}
