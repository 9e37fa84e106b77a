namespace Interleave.Exploration;

/// <summary>Receives the transitions out of a state.</summary>
internal interface ITransitionVisitor
{
    /// <summary>One transition.</summary>
    /// <param name="next">The state it leads to; valid during the call only.</param>
    /// <param name="fingerprint">The fingerprint of <paramref name="next"/>.</param>
    /// <param name="move">Its name.</param>
    /// <param name="violations">The invariants that it violates.</param>
    void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations);
}
