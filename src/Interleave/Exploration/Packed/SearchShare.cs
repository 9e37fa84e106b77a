namespace Interleave.Exploration.Packed;

/// <summary>What the threads of one search share.</summary>
internal sealed class SearchShare(TransitionSystem system, StateTable? whole, SearchFault fault) : IDisposable
{
    /// <summary>How the states are packed.</summary>
    public StatePacking Packing { get; } = new(system);

    /// <summary>Memory for states.</summary>
    public PackedStatesPool Pool { get; } = new();

    /// <summary>The fingerprints of the states found, if only these are kept.</summary>
    public FingerprintTable Visited { get; } = new();

    /// <summary>The states found, if they are kept whole.</summary>
    public StateTable? Whole => whole;

    /// <summary>For tests: what is to be wrong.</summary>
    public SearchFault Fault => fault;

    /// <summary>Visits the initial state.</summary>
    public IReadOnlyList<PackedStates> Begin()
    {
        var fingerprint = Fingerprint.Of(system.Initial);
        Visited.Add(fingerprint);
        whole?.Add(system.Initial, fingerprint);
        var states = Pool.Take(Packing.Layout);
        Append(states, system.Initial);
        return [states];
    }

    /// <summary>Appends a state for which there is room.</summary>
    public unsafe void Append(PackedStates states, ReadOnlySpan<uint> state) =>
        Packing.Pack(state, Fingerprint.Of(state), states.Layout, states[states.Count++]);

    public void Dispose()
    {
        Pool.Dispose();
        Visited.Dispose();
    }
}
