using System.Runtime.CompilerServices;

namespace Interleave.Exploration.Dpor;

/// <summary>Gives words their bits in footprints, in the order in which they are first accessed.</summary>
internal sealed class FootprintBits(int words)
{
    private const int Bits = 128;

    private readonly byte[] bitOf = new byte[words];
    private int used;
    private int reserved;

    /// <summary>Whether every word that was accessed has a bit of its own.</summary>
    public bool Exact => used <= Bits;

    /// <summary>Gives words bits that no other word will share. Fewer are reserved if they would be too many.</summary>
    /// <returns>A footprint that writes those that were reserved.</returns>
    public Footprint Reserve(IEnumerable<int> some)
    {
        Footprint all = default;
        foreach (var word in some)
        {
            if (bitOf[word] == 0 && used < Bits / 2)
            {
                bitOf[word] = (byte)(++used);
                Write(ref all, word);
            }
        }

        reserved = used;
        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Read(ref Footprint footprint, int word)
    {
        var bit = BitOf(word);
        if (bit < 64)
        {
            footprint.ReadsLow |= 1UL << bit;
        }
        else
        {
            footprint.ReadsHigh |= 1UL << bit;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ref Footprint footprint, int word)
    {
        var bit = BitOf(word);
        if (bit < 64)
        {
            footprint.WritesLow |= 1UL << bit;
        }
        else
        {
            footprint.WritesHigh |= 1UL << bit;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BitOf(int word)
    {
        var known = bitOf[word];
        return known != 0 ? known - 1 : Assign(word);
    }

    private int Assign(int word)
    {
        var bit = used < Bits ? used : reserved + ((used - Bits) % (Bits - reserved));
        used++;
        bitOf[word] = (byte)(bit + 1);
        return bit;
    }
}
