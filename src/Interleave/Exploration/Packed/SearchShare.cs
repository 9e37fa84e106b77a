using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration.Packed;

/// <summary>What the threads of one search share.</summary>
internal sealed class SearchShare(TransitionSystem system, StateTable? whole, BitTable? bits, SearchFault fault) : IDisposable
{
    /// <summary>How the states are packed.</summary>
    public StatePacking Packing { get; } = new(system);

    /// <summary>Memory for states.</summary>
    public PackedStatesPool Pool { get; } = new();

    /// <summary>The fingerprints of the states found, if only these are kept.</summary>
    public FingerprintTable Visited { get; } = new();

    /// <summary>The states found, if they are kept whole.</summary>
    public StateTable? Whole => whole;

    /// <summary>The states found, if only bits of them are kept.</summary>
    public BitTable? Bits => bits;

    /// <summary>For tests: what is to be wrong.</summary>
    public SearchFault Fault => fault;

    /// <summary>Memory of the states found and of those that wait, at its most, in bytes.</summary>
    public long Bytes => (whole?.Bytes ?? Visited.Bytes) + Pool.Bytes;

    /// <summary>Visits the initial state.</summary>
    public IReadOnlyList<PackedStates> Begin()
    {
        var fingerprint = Fingerprint.Of(system.Initial);
        Visited.Add(fingerprint);
        whole?.Add(system.Initial, fingerprint);
        bits?.Add(fingerprint);
        var states = Pool.Take(Packing.Layout);
        Append(states, system.Initial);
        return [states];
    }

    /// <summary>Appends a state for which there is room.</summary>
    public unsafe void Append(PackedStates states, ReadOnlySpan<uint> state) =>
        Packing.Pack(state, Fingerprint.Of(state), states.Layout, states[states.Count++]);

    /// <summary>Writes what was visited.</summary>
    public void SaveVisited(CheckpointWriter writer)
    {
        if (whole is not null)
        {
            whole.Save(writer);
        }
        else if (bits is not null)
        {
            bits.Save(writer);
        }
        else
        {
            Visited.Save(writer);
        }
    }

    /// <summary>Reads what was visited.</summary>
    public void RestoreVisited(CheckpointReader reader)
    {
        if (whole is not null)
        {
            whole.Restore(reader);
        }
        else if (bits is not null)
        {
            bits.Restore(reader);
        }
        else
        {
            Visited.Restore(reader);
        }
    }

    /// <summary>Writes some of the states in a piece of memory, as whole vectors: how they are packed depends on the order in
    /// which values were found.</summary>
    public unsafe void Save(CheckpointWriter writer, PackedStates states, int from, int to)
    {
        var state = new uint[system.Width];
        for (var i = from; i < to; i++)
        {
            Packing.Unpack(states[i], states.Layout, state);
            writer.WriteElements<uint>(state);
        }
    }

    /// <summary>Reads states that were written.</summary>
    public List<PackedStates> Restore(CheckpointReader reader, long count)
    {
        var pieces = new List<PackedStates>();
        var state = new uint[system.Width];
        for (; count > 0; count--)
        {
            reader.ReadElements(state.AsSpan());
            Packing.MakeRoomFor(state);
            if (pieces.Count == 0 || pieces[^1].Layout != Packing.Layout || pieces[^1].Count == pieces[^1].Capacity)
            {
                pieces.Add(Pool.Take(Packing.Layout));
            }

            Append(pieces[^1], state);
        }

        return pieces;
    }

    public void Dispose()
    {
        Pool.Dispose();
        Visited.Dispose();
    }
}
