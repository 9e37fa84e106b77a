using System.Runtime.CompilerServices;

namespace Interleave.Exploration.Dpor;

/// <summary>What an event read and wrote, a bit for each word: what its dependence on other events is decided by.</summary>
/// <remarks>128 words of a model have a bit of their own; if a model uses more, the others share bits. That makes
/// events dependent that are not, which tells executions apart that are equivalent but loses none.</remarks>
internal struct Footprint
{
    public ulong ReadsLow;
    public ulong ReadsHigh;
    public ulong WritesLow;
    public ulong WritesHigh;

    /// <summary>Whether the order of two events of different processes can matter: both access a word, one writes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Conflict(in Footprint x, in Footprint y) =>
        ((x.WritesLow & (y.ReadsLow | y.WritesLow)) | (x.ReadsLow & y.WritesLow)
        | (x.WritesHigh & (y.ReadsHigh | y.WritesHigh)) | (x.ReadsHigh & y.WritesHigh)) != 0;
}

/// <summary>Gives words their bits, in the order in which they are first accessed.</summary>
internal sealed class FootprintBits(int words)
{
    private const int Bits = 128;

    private readonly byte[] bitOf = new byte[words];
    private int used;

    /// <summary>Whether every word that was accessed has a bit of its own.</summary>
    public bool Exact => used <= Bits;

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
        var bit = used++ % Bits;
        bitOf[word] = (byte)(bit + 1);
        return bit;
    }
}
