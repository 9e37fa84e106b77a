using UnwindCheck.Models;

namespace UnwindCheck.Fuzzing;

/// <summary>The designs that are fuzzed unless others are named.</summary>
public static class FuzzDesigns
{
    private static readonly string[] Names =
    [
        "6.17", "6.19", "v4-repaired",
        "6.19+returns-one+function-first+snapshot-inside+atomic-completed+bit-read-once+cancel-waits-for-requests+undo-own-bits",
    ];

    /// <summary>What was merged, the repaired v4, and the merged one with every repair that there is.</summary>
    public static IReadOnlyList<DesignEntry> Default { get; } = [.. Names.Select(static name => DesignCatalogue.Find(name)!)];
}
