using System.Numerics;

namespace Interleave.Exploration.Reduced;

/// <summary>A set of small numbers that grows as needed.</summary>
internal sealed class BitSet
{
    private ulong[] words = [];

    /// <summary>Adds a number; false when it was there.</summary>
    public bool Add(int number)
    {
        Reserve((number >> 6) + 1);
        var before = words[number >> 6];
        words[number >> 6] |= 1UL << number;
        return before != words[number >> 6];
    }

    /// <summary>Whether a number is in the set.</summary>
    public bool Contains(int number) => number >> 6 < words.Length && (words[number >> 6] >> number & 1) != 0;

    /// <summary>Adds all numbers of another set; false when they were all there.</summary>
    public bool UnionWith(BitSet other)
    {
        Reserve(other.words.Length);
        var added = 0UL;
        for (var i = 0; i < other.words.Length; i++)
        {
            added |= other.words[i] & ~words[i];
            words[i] |= other.words[i];
        }

        return added != 0;
    }

    /// <summary>Whether the two sets have a number in common.</summary>
    public bool Overlaps(BitSet other)
    {
        var length = Math.Min(words.Length, other.words.Length);
        for (var i = 0; i < length; i++)
        {
            if ((words[i] & other.words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes all numbers.</summary>
    public void Clear() => Array.Clear(words);

    /// <summary>The numbers, in order.</summary>
    public Enumerator GetEnumerator() => new(words);

    private void Reserve(int length)
    {
        if (length > words.Length)
        {
            Array.Resize(ref words, Math.Max(length, words.Length * 2));
        }
    }

    /// <summary>Walks over the numbers of a set.</summary>
    public struct Enumerator(ulong[] words)
    {
        private int index = -1;
        private ulong rest;

        /// <summary>The number.</summary>
        public readonly int Current => (index << 6) + BitOperations.TrailingZeroCount(rest);

        /// <summary>Goes to the next number.</summary>
        public bool MoveNext()
        {
            rest &= index < 0 ? 0 : rest - 1;
            while (rest == 0)
            {
                if (++index >= words.Length)
                {
                    return false;
                }

                rest = words[index];
            }

            return true;
        }
    }
}
