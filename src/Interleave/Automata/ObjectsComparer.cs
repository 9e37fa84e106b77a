namespace Interleave.Automata;

/// <summary>Compares lists of values by their elements.</summary>
internal sealed class ObjectsComparer : IEqualityComparer<object[]>
{
    /// <summary>The only instance.</summary>
    public static readonly ObjectsComparer Instance = new();

    public bool Equals(object[]? x, object[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(object[] obj)
    {
        var hash = default(HashCode);
        foreach (var item in obj)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
