using System.Runtime.CompilerServices;

namespace Interleave.Exploration.Dpor;

/// <summary>A move with what decides on which other moves it depends: what sleep sets and wakeup trees hold.</summary>
/// <param name="key">The move; see <see cref="MoveKey"/>.</param>
/// <param name="process">The process that it is a step of.</param>
/// <param name="footprint">What it accesses when it comes next.</param>
internal readonly struct Transition(int key, int process, in Footprint footprint)
{
    public readonly Footprint Footprint = footprint;

    public readonly int Key = key;

    public readonly int Process = process;

    /// <summary>The transition that an event is.</summary>
    public static Transition Of(in EventRecord record) => new(record.Key, record.Process, in record.Footprint);

    /// <summary>Whether the order with an event matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool DependsOn(in EventRecord record) =>
        Process == record.Process || Footprint.Conflict(in Footprint, in record.Footprint);
}
