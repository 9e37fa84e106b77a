using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Checking;

/// <summary>The outcome of one design in one scenario.</summary>
internal sealed record CheckRow(DesignEntry Design, Scenario Scenario, ExplorationResult Exploration, IReadOnlyList<FoundViolation> Violations, TimeSpan Elapsed)
{
    /// <summary>The invariants that were watched: those that were asked for and that the design promises.</summary>
    public required IReadOnlySet<string> Watched { get; init; }

    public string Verdict => Violations.Count > 0 ? "violated" : Exploration.Search.Complete ? "holds" : "incomplete";
}

/// <summary>A violated invariant.</summary>
/// <param name="Invariant">Its name.</param>
/// <param name="Witness">The simplest trace; null when the search for it was interrupted.</param>
/// <param name="TracePath">Where that was written, or null.</param>
internal sealed record FoundViolation(string Invariant, Witness? Witness, string? TracePath);
