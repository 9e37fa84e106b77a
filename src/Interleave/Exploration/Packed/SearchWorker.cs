using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration.Packed;

/// <summary>Expands states of one depth and keeps the new ones for the next. For one thread.</summary>
internal sealed unsafe class SearchWorker : IDisposable
{
    /// <summary>Looking a fingerprint up is a cache miss. While the transitions of so many states are found, the lines of the
    /// states reached are on their way from memory.</summary>
    public const int Block = 1 << 5;

    private readonly SearchShare share;
    private readonly TransitionSystem system;
    private readonly NativeList<ulong> converted = new(1 << 10);
    private readonly List<PackedStates> next = [];
    private PackedExpander expander;
    private int blocks;

    /// <summary>New states found; others look at it.</summary>
    private long found;

    public SearchWorker(SearchShare share, TransitionSystem system)
    {
        this.share = share;
        this.system = system;
        expander = PackedExpander.Create(system, share.Packing, share.Packing.Layout);
    }

    /// <summary>New states found so far.</summary>
    public long Found => Volatile.Read(ref found);

    /// <summary>The bits of the invariants found violated.</summary>
    public ulong Violations { get; private set; }

    /// <summary>Transitions found.</summary>
    public long Transitions { get; private set; }

    /// <summary>States expanded.</summary>
    public long Expanded { get; private set; }

    /// <summary>Number of new states of the next depth.</summary>
    public long NextCount { get; private set; }

    /// <summary>Expanded states of the last block before the exception that ended it.</summary>
    public int ExpandedBeforeFailure { get; private set; }

    /// <summary>Takes over what an earlier run has counted, and the new states that it had found for the next depth.</summary>
    public void Restore(long foundBefore, long expanded, long transitions, ulong violations, IReadOnlyList<PackedStates> states)
    {
        (found, Expanded, Transitions, Violations) = (foundBefore, expanded, transitions, violations);
        next.AddRange(states);
        NextCount = states.Sum(piece => (long)piece.Count);
    }

    /// <summary>Writes the new states of the next depth.</summary>
    public void SaveNext(CheckpointWriter writer) => next.ForEach(states => share.Save(writer, states, 0, states.Count));

    /// <summary>Hands the new states of the next depth over.</summary>
    public IEnumerable<PackedStates> TakeNext()
    {
        var taken = next.FindAll(states => states.Count > 0);
        next.FindAll(states => states.Count == 0).ForEach(share.Pool.Return);
        next.Clear();
        NextCount = 0;
        return taken;
    }

    /// <summary>Expands states that lie one after the other.</summary>
    /// <param name="states">Where they are.</param>
    /// <param name="from">The first.</param>
    /// <param name="count">Their number, up to <see cref="Block"/>.</param>
    /// <param name="alone">No other thread works at the same time.</param>
    public void Expand(PackedStates states, int from, int count, bool alone)
    {
        var expanded = 0;
        try
        {
            // Translating may replace the expander.
            for (var packed = Translated(states, from, count); !expander.Expand(packed, count, share.Visited, ref expanded); packed = Translated(states, from, count))
            {
                Renew();
            }
        }
        catch
        {
            ExpandedBeforeFailure = expanded;
            throw;
        }

        if (share.Fault != SearchFault.None)
        {
            Spoil();
        }

        Expanded += count;
        Violations |= expander.Violations;
        Transitions += expander.SuccessorCount;
        var news = share.Whole is { } whole ? AddWhole(whole) : share.Bits is { } bits ? AddBits(bits, alone) : AddFingerprints(alone);
        NextCount += news;
        Volatile.Write(ref found, found + news);
        if (states.Close(count))
        {
            share.Pool.Return(states);
        }
    }

    public void Dispose()
    {
        expander.Dispose();
        converted.Dispose();
    }

    /// <summary>The states in the layout that this thread expands.</summary>
    private ulong* Translated(PackedStates states, int from, int count)
    {
        if (states.Layout == expander.Layout)
        {
            return states[from];
        }

        if (expander.Layout != share.Packing.Layout)
        {
            Renew();
        }

        converted.Truncate(0);
        converted.Append(count * expander.Layout.Lanes);
        for (var i = 0; i < count; i++)
        {
            StatePacking.Convert(states[from + i], states.Layout, expander.Layout, converted.Items + (i * expander.Layout.Lanes), system.Width);
        }

        return converted.Items;
    }

    private void Renew()
    {
        expander.Dispose();
        expander = PackedExpander.Create(system, share.Packing, share.Packing.Layout);
    }

    /// <summary>Adds the states reached to those visited and keeps the new ones; returns their number.</summary>
    private int AddFingerprints(bool alone)
    {
        var visited = share.Visited;
        var count = expander.SuccessorCount;
        visited.Claim(count);
        var news = alone ? Add<AloneAdder>(new(visited)) : Add<SharedAdder>(new(visited));
        visited.Return(count - news);
        return news;
    }

    private int AddBits(BitTable bits, bool alone)
    {
        var (lanes, successors) = (expander.Layout.Lanes, expander.Successors);
        for (var i = 0; i < successors.Count; i += lanes)
        {
            bits.Prefetch(successors.Items[i]);
        }

        return alone ? Add<BitAdder>(new(bits)) : Add<SharedBitAdder>(new(bits));
    }

    private int Add<TAdder>(TAdder adder)
        where TAdder : struct, IAdder
    {
        var (lanes, left) = (expander.Layout.Lanes, expander.SuccessorCount);
        var successor = expander.Successors.Items;
        var news = 0;
        while (left > 0)
        {
            var into = Room(expander.Layout);
            var piece = Math.Min(left, into.Capacity - into.Count);
            var first = into[into.Count];
            var free = first;
            for (var end = successor + ((long)piece * lanes); successor < end; successor += lanes)
            {
                if (adder.Add(*successor))
                {
                    for (var lane = 0; lane < lanes; lane += PackedStates.VectorLanes)
                    {
                        Vector256.Load(successor + lane).StoreAligned(free + lane);
                    }

                    free += lanes;
                }
            }

            var added = (int)((free - first) / lanes);
            into.Count += added;
            news += added;
            left -= piece;
        }

        return news;
    }

    /// <summary>Makes the mistake that a test asked for.</summary>
    private void Spoil()
    {
        var (successors, lanes) = (expander.Successors, expander.Layout.Lanes);
        for (var i = 0; share.Fault == SearchFault.ShortFingerprint && i < successors.Count; i += lanes)
        {
            successors.Items[i] &= 0xFF00_0000_FF00_0000;
        }

        if (share.Fault == SearchFault.DroppedTransition && blocks++ % 2 == 1 && successors.Count > 0)
        {
            successors.Truncate(successors.Count - lanes);
        }
    }

    private int AddWhole(StateTable whole)
    {
        var (lanes, count) = (expander.Layout.Lanes, expander.SuccessorCount);
        var state = new uint[system.Width];
        var news = 0;
        for (var i = 0; i < count; i++)
        {
            var successor = expander.Successors.Items + (i * lanes);
            share.Packing.Unpack(successor, expander.Layout, state);
            if (whole.Add(state, *successor))
            {
                var into = Room(expander.Layout);
                new ReadOnlySpan<ulong>(successor, lanes).CopyTo(new Span<ulong>(into[into.Count++], lanes));
                news++;
            }
        }

        return news;
    }

    private PackedStates Room(StateLayout layout)
    {
        if (next.Count == 0 || next[^1].Layout != layout || next[^1].Count == next[^1].Capacity)
        {
            next.Add(share.Pool.Take(layout));
        }

        return next[^1];
    }

    /// <summary>Where fingerprints are added.</summary>
    private interface IAdder
    {
        bool Add(ulong fingerprint);
    }

    private readonly struct AloneAdder(FingerprintTable visited) : IAdder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Add(ulong fingerprint) => visited.AddClaimed(fingerprint);
    }

    private readonly struct BitAdder(BitTable bits) : IAdder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Add(ulong fingerprint) => bits.Add(fingerprint);
    }

    private readonly struct SharedBitAdder(BitTable bits) : IAdder
    {
        public bool Add(ulong fingerprint) => bits.AddShared(fingerprint);
    }

    private readonly struct SharedAdder(FingerprintTable visited) : IAdder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Add(ulong fingerprint) => visited.AddShared(fingerprint);
    }
}
