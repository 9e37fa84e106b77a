using System.Numerics;

namespace Interleave.Automata.Liveness;

/// <summary>Sets of variables of a state machine: its fields, then the locals of <c>MoveNext</c>, then the stack slots.</summary>
internal static class VariableSets
{
    internal static BigInteger Set(int variable) => BigInteger.One << variable;

    internal static BigInteger Range(int first, int count) => ((BigInteger.One << count) - 1) << first;

    /// <summary>Whether the variable is in the set; -1 is in none.</summary>
    internal static bool Contains(BigInteger set, int variable) => !((set >> variable) & 1).IsZero;

    internal static BigInteger Union(IEnumerable<BigInteger> sets) => sets.Aggregate(BigInteger.Zero, (a, b) => a | b);
}
