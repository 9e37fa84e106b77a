using System.Runtime.InteropServices;

namespace Interleave.Exploration;

/// <summary>Compares lists of numbers by their elements.</summary>
internal sealed class NumbersComparer : IEqualityComparer<int[]>
{
    /// <summary>The only instance.</summary>
    public static readonly NumbersComparer Instance = new();

    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(int[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
        return hash.ToHashCode();
    }
}
