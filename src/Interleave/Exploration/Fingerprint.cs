using System.Runtime.CompilerServices;

namespace Interleave.Exploration;

/// <summary>
/// 64-bit fingerprints of state vectors: the exclusive or of one mixed word per position, so that changing one word
/// changes the fingerprint by two mixes, whatever the length of the vector.
/// </summary>
internal static class Fingerprint
{
    /// <summary>The share of the word at <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(int position, uint value)
    {
        // The position selects one of many start points of a splitmix64 sequence; its finaliser does the mixing.
        var x = value + ((ulong)(uint)(position + 1) * 0x9E3779B97F4A7C15UL);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    /// <summary>The fingerprint of a whole vector.</summary>
    public static ulong Of(ReadOnlySpan<uint> state)
    {
        var fingerprint = 0UL;
        for (var position = 0; position < state.Length; position++)
        {
            fingerprint ^= Mix(position, state[position]);
        }

        return fingerprint;
    }

    /// <summary>The number of states expected to be taken for another one among <paramref name="states"/>: each pair
    /// collides with probability 2^-64.</summary>
    public static double ExpectedMissed(long states) => states * (states - 1.0) / Math.Pow(2, 65);
}
