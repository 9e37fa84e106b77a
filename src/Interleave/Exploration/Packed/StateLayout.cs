namespace Interleave.Exploration.Packed;

/// <summary>
/// Where the words of a state are in a packed one. A packed state consists of lanes of 64 bits: the first is the fingerprint,
/// the others hold the code of each word, in as many bits as the values found so far need; none for a word that has
/// never changed. So a transition is an exclusive or with the packed state, fingerprint included.
/// </summary>
internal sealed class StateLayout
{
    private const int LaneBits = 64;

    private readonly byte[] bits;
    private readonly ushort[] lanes;
    private readonly byte[] shifts;

    /// <summary>Gives each word so many bits.</summary>
    public StateLayout(byte[] bits)
    {
        this.bits = bits;
        lanes = new ushort[bits.Length];
        shifts = new byte[bits.Length];
        List<int> used = [LaneBits];
        for (var word = 0; word < bits.Length; word++)
        {
            var lane = bits[word] == 0 ? 0 : used.FindIndex(taken => taken + bits[word] <= LaneBits);
            if (lane < 0)
            {
                lane = used.Count;
                used.Add(0);
            }

            if (bits[word] > 0)
            {
                (lanes[word], shifts[word]) = ((ushort)lane, (byte)used[lane]);
                used[lane] += bits[word];
            }
        }

        Vectors = (used.Count + PackedStates.VectorLanes - 1) / PackedStates.VectorLanes;
    }

    /// <summary>Length of a packed state, in vectors of <see cref="PackedStates.VectorLanes"/> lanes.</summary>
    public int Vectors { get; }

    /// <summary>Length of a packed state, in lanes.</summary>
    public int Lanes => Vectors * PackedStates.VectorLanes;

    /// <summary>Number of bits of a word's code.</summary>
    public int BitsOf(int word) => bits[word];

    /// <summary>The lane of a word; 0 for one without bits.</summary>
    public int LaneOf(int word) => lanes[word];

    /// <summary>The place of a word's lowest bit in its lane.</summary>
    public int ShiftOf(int word) => shifts[word];

    /// <summary>The bits of a word, in its lane.</summary>
    public ulong MaskOf(int word) => ((1UL << bits[word]) - 1) << shifts[word];

    /// <summary>Whether a code of a word has room.</summary>
    public bool Holds(int word, int code) => code >> bits[word] == 0;

    /// <summary>The code of a word in a packed state.</summary>
    public unsafe int CodeIn(ulong* state, int word) => (int)((state[lanes[word]] & MaskOf(word)) >> shifts[word]);

    /// <summary>A layout in which a code of a word has room.</summary>
    public StateLayout With(int word, int code)
    {
        var wider = (byte[])bits.Clone();
        while (code >> wider[word] != 0)
        {
            wider[word]++;
        }

        return new StateLayout(wider);
    }
}
