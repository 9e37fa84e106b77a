namespace Interleave.Exploration.Reduced;

/// <summary>What a process of a model may still do, in words of the state vector.</summary>
internal sealed class Footprint(int words)
{
    /// <summary>Words it may read. Those that it may write need not be among them.</summary>
    public WordSet Reads { get; } = new(words);

    /// <summary>Words it may write.</summary>
    public WordSet Writes { get; } = new(words);

    /// <summary>Those of <see cref="Writes"/> that it may increase.</summary>
    public WordSet Raises { get; } = new(words);

    /// <summary>The lists of events that it may emit.</summary>
    public BitSet Events { get; } = new();

    /// <summary>It may have to wait.</summary>
    public bool Blocks { get; set; }

    /// <summary>It may take its thread off the processor.</summary>
    public bool Leaves { get; set; }

    /// <summary>The versions of the futures that this was made from.</summary>
    public int Version { get; init; }
}

/// <summary>A set of words of the state vector.</summary>
internal sealed class WordSet(int words)
{
    private readonly ulong[] bits = new ulong[(words + 63) >> 6];

    /// <summary>Adds a word.</summary>
    public void Add(int word) => bits[word >> 6] |= 1UL << word;

    /// <summary>Whether a word is in the set.</summary>
    public bool Contains(int word) => (bits[word >> 6] >> word & 1) != 0;

    /// <summary>Whether the two sets have a word in common.</summary>
    public bool Overlaps(WordSet other)
    {
        var common = 0UL;
        for (var i = 0; i < bits.Length; i++)
        {
            common |= bits[i] & other.bits[i];
        }

        return common != 0;
    }

    /// <summary>Removes all words.</summary>
    public void Clear() => Array.Clear(bits);
}
