namespace Interleave.Walking;

/// <summary>Two positions are the same when their states are: word by word, whatever their fingerprints.</summary>
public sealed class PositionComparer : IEqualityComparer<Position>
{
    private PositionComparer()
    {
    }

    /// <summary>The comparer.</summary>
    public static PositionComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(Position? x, Position? y) => x is null ? y is null : y is not null && x.State.AsSpan().SequenceEqual(y.State);

    /// <inheritdoc/>
    public int GetHashCode(Position obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return obj.Fingerprint.GetHashCode();
    }
}
