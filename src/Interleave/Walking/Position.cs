using Interleave.Exploration;

namespace Interleave.Walking;

/// <summary>A state of a model that an execution has come to.</summary>
public sealed class Position
{
    internal Position(uint[] state, ulong fingerprint)
    {
        State = state;
        Fingerprint = fingerprint;
    }

    internal uint[] State { get; }

    internal ulong Fingerprint { get; }
}

/// <summary>A move that is possible in a state.</summary>
/// <param name="Move">The move.</param>
/// <param name="Next">The state that it leads to.</param>
/// <param name="Violated">The invariants that it violates.</param>
public sealed record Way(Move Move, Position Next, IReadOnlyList<string> Violated);

/// <summary>What can happen in a state.</summary>
/// <param name="All">The moves that are possible, in the order in which searches try them.</param>
/// <param name="MayEnd">Whether an execution may end here, if no handler strikes any more.</param>
/// <param name="ViolatedAtEnd">The invariants that an execution violates by ending here.</param>
public sealed record Ways(IReadOnlyList<Way> All, bool MayEnd, IReadOnlyList<string> ViolatedAtEnd);
