namespace Interleave.Exploration.Reduced;

/// <summary>The transitions out of one state.</summary>
internal sealed class Successors(int width)
{
    private readonly Frontier states = new(width);
    private readonly List<(Move Move, ulong Violations)> transitions = [];

    /// <summary>Number of transitions.</summary>
    public int Count => transitions.Count;

    /// <summary>Whether an execution may end in the state, or is stuck in it.</summary>
    public bool Ends { get; set; }

    /// <summary>The state that a transition leads to.</summary>
    public ReadOnlySpan<uint> StateAt(int index) => states[index];

    /// <summary>The fingerprint of that state.</summary>
    public ulong FingerprintAt(int index) => states.FingerprintAt(index);

    /// <summary>The name of a transition.</summary>
    public Move MoveAt(int index) => transitions[index].Move;

    /// <summary>The invariants that a transition violates.</summary>
    public ulong ViolationsAt(int index) => transitions[index].Violations;

    /// <summary>Appends a transition.</summary>
    public void Add(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
    {
        states.Add(next, fingerprint);
        transitions.Add((move, violations));
    }

    /// <summary>Removes all transitions.</summary>
    public void Clear()
    {
        states.Clear();
        transitions.Clear();
    }
}

/// <summary>Collects the transitions out of a state, and tells the choice of persistent sets about them.</summary>
internal readonly struct Collector(PersistentSets sets, Successors into) : ITransitionVisitor
{
    public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
    {
        into.Add(next, fingerprint, move, violations);
        sets.Add(next, move);
    }
}
