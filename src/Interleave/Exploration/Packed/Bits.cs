using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Interleave.Exploration.Packed;

/// <summary>Bits of a word.</summary>
internal static class Bits
{
    /// <summary>The bits of <paramref name="word"/> that are set in <paramref name="mask"/>, next to each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extract(ulong word, ulong mask) => Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitExtract(word, mask) : ExtractRuns(word, mask);

    /// <summary>The same on any processor, one run of bits after the other.</summary>
    public static ulong ExtractRuns(ulong word, ulong mask)
    {
        var extracted = 0UL;
        for (var at = 0; mask != 0;)
        {
            var start = BitOperations.TrailingZeroCount(mask);
            mask >>= start;
            word >>= start;
            var length = BitOperations.TrailingZeroCount(~mask);
            if (length == 64)
            {
                return word;
            }

            extracted |= (word & ((1UL << length) - 1)) << at;
            at += length;
            mask >>= length;
            word >>= length;
        }

        return extracted;
    }
}
