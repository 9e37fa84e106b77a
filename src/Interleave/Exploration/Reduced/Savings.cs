namespace Interleave.Exploration.Reduced;

/// <summary>What a reduced search does beyond persistent sets, for those who measure what each is worth.</summary>
[Flags]
internal enum Savings
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Quiet steps move past blocks that may get stuck; see <see cref="PersistentSets"/>.</summary>
    QuietSteps = 1,

    /// <summary>Invariants that are known to be violated are watched no longer.</summary>
    SettledInvariants = 2,

    /// <summary>Of states that differ only in which of several identical processes or processors is which, one stands for all; see
    /// <see cref="Reduced.Symmetry"/>.</summary>
    Symmetry = 4,

    /// <summary>Everything.</summary>
    All = QuietSteps | SettledInvariants | Symmetry,
}
