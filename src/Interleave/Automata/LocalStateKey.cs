using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>Collects the words that distinguish one local state from another. Two local states are the same exactly
/// when their words are: nothing is hashed away here.</summary>
internal sealed class LocalStateKey(ObjectNumbers objects)
{
    private readonly List<ulong> words = [];

    /// <summary>Forgets all words.</summary>
    public void Clear() => words.Clear();

    /// <summary>Appends a word.</summary>
    public void Add(ulong word) => words.Add(word);

    /// <summary>Appends an object that was checked to be comparable.</summary>
    public void AddObject(object? value) => words.Add(objects.Of(value));

    /// <summary>Number of words.</summary>
    public int Count => words.Count;

    /// <summary>Forgets the last word.</summary>
    public void RemoveLast() => words.RemoveAt(words.Count - 1);

    /// <summary>The words so far.</summary>
    public ulong[] ToArray() => [.. words];
}

/// <summary>Gives equal numbers to equal objects: to <see cref="IModelObject"/> by identity, to values by value.</summary>
internal sealed class ObjectNumbers
{
    private readonly Dictionary<object, ulong> numbers = new(new Comparer());

    /// <summary>The number of <paramref name="value"/>; 0 for null.</summary>
    public ulong Of(object? value)
    {
        if (value is null)
        {
            return 0;
        }

        if (!numbers.TryGetValue(value, out var number))
        {
            number = (ulong)numbers.Count + 1;
            numbers.Add(value, number);
        }

        return number;
    }

    private sealed class Comparer : IEqualityComparer<object>
    {
        bool IEqualityComparer<object>.Equals(object? x, object? y) =>
            ReferenceEquals(x, y) || (x is not IModelObject && y is not IModelObject && x is not null && y is not null && x.GetType() == y.GetType() && x.Equals(y));

        int IEqualityComparer<object>.GetHashCode(object obj) =>
            obj is IModelObject ? RuntimeHelpers.GetHashCode(obj) : obj.GetHashCode();
    }
}

/// <summary>Compares the words of local states.</summary>
internal sealed class WordsComparer : IEqualityComparer<ulong[]>
{
    /// <summary>The only instance.</summary>
    public static readonly WordsComparer Instance = new();

    public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(ulong[] obj)
    {
        var hash = 0x9E3779B97F4A7C15UL;
        foreach (var word in obj)
        {
            hash = (hash ^ word) * 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
        }

        return (int)hash;
    }
}
