using System.Runtime.CompilerServices;

namespace Interleave.Exploration;

/// <summary>A list of state vectors with their fingerprints, in two flat arrays.</summary>
internal sealed class Frontier(int width)
{
    private uint[] words = new uint[width * 64];
    private ulong[] fingerprints = new ulong[64];

    /// <summary>Number of states.</summary>
    public int Count { get; private set; }

    /// <summary>A state.</summary>
    public ReadOnlySpan<uint> this[int index] => words.AsSpan(index * width, width);

    /// <summary>The fingerprint of a state.</summary>
    public ulong FingerprintAt(int index) => fingerprints[index];

    /// <summary>Appends a state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<uint> state, ulong fingerprint)
    {
        if (Count == fingerprints.Length)
        {
            Grow();
        }

        state.CopyTo(words.AsSpan(Count * width, width));
        fingerprints[Count++] = fingerprint;
    }

    /// <summary>Removes the last state.</summary>
    public void RemoveLast() => Count--;

    /// <summary>For tests: leaves 16 bits of each fingerprint, some that choose the segment of a table and some the slot.</summary>
    public void ShortenFingerprints()
    {
        for (var i = 0; i < Count; i++)
        {
            fingerprints[i] &= 0xFF00_0000_FF00_0000;
        }
    }

    /// <summary>Removes all states; keeps the memory.</summary>
    public void Clear() => Count = 0;

    private void Grow()
    {
        Array.Resize(ref fingerprints, checked(fingerprints.Length * 2));
        Array.Resize(ref words, checked(fingerprints.Length * width));
    }
}
