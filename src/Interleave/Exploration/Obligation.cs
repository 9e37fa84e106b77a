namespace Interleave.Exploration;

/// <summary>One obligation of one monitor.</summary>
/// <param name="Monitor">The index of the monitor.</param>
/// <param name="Bit">The bit of the obligation.</param>
internal readonly record struct Obligation(int Monitor, int Bit);

/// <summary>Fair executions without an end: the states that they can stay in for ever.</summary>
/// <param name="Invariant">The bit of the invariant that they violate.</param>
/// <param name="Obligation">The obligation that stays open, or null: that they have no end is enough.</param>
/// <param name="States">The fingerprints of the states.</param>
/// <param name="Numbers">Their numbers in the graph.</param>
internal sealed record FairCycles(ulong Invariant, Obligation? Obligation, FingerprintSet States, IReadOnlyList<int> Numbers);
