using System.Runtime.CompilerServices;

namespace Interleave.Exploration.Dpor;

/// <summary>What an event read and wrote, a bit for each word: what its dependence on other events is decided by.</summary>
/// <remarks>128 words of a model have a bit of their own; if a model uses more, the others share bits. That makes
/// events dependent that are not, which tells executions apart that are equivalent but loses none.</remarks>
internal struct Footprint : IEquatable<Footprint>
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

    /// <summary>Whether one event writes something that another accesses.</summary>
    public static bool Affects(in Footprint writer, in Footprint other) =>
        ((writer.WritesLow & (other.ReadsLow | other.WritesLow)) | (writer.WritesHigh & (other.ReadsHigh | other.WritesHigh))) != 0;

    /// <summary>All accesses of two footprints.</summary>
    public static Footprint operator |(in Footprint x, in Footprint y) => new()
    {
        ReadsLow = x.ReadsLow | y.ReadsLow,
        ReadsHigh = x.ReadsHigh | y.ReadsHigh,
        WritesLow = x.WritesLow | y.WritesLow,
        WritesHigh = x.WritesHigh | y.WritesHigh,
    };

    /// <summary>The accesses of one footprint to words that are not accessed in the other.</summary>
    public static Footprint operator -(in Footprint x, in Footprint y) => new()
    {
        ReadsLow = x.ReadsLow & ~(y.ReadsLow | y.WritesLow),
        ReadsHigh = x.ReadsHigh & ~(y.ReadsHigh | y.WritesHigh),
        WritesLow = x.WritesLow & ~(y.ReadsLow | y.WritesLow),
        WritesHigh = x.WritesHigh & ~(y.ReadsHigh | y.WritesHigh),
    };

    public readonly bool Equals(Footprint other) =>
        ReadsLow == other.ReadsLow && ReadsHigh == other.ReadsHigh && WritesLow == other.WritesLow && WritesHigh == other.WritesHigh;

    public override readonly bool Equals(object? obj) => obj is Footprint other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(ReadsLow, ReadsHigh, WritesLow, WritesHigh);
}
