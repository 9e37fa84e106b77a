using UnwindCheck.Models;

namespace UnwindCheck.Mutants;

/// <summary>The designs whose mutants are worth killing: where a design is broken anyway, a change may go unnoticed.</summary>
internal static class HoldingDesigns
{
    /// <summary>The least share of scenarios that a design has to hold in.</summary>
    private const double Share = 0.75;

    /// <summary>The shipped designs that hold in enough of the shipped scenarios, as <c>models/verdicts.tsv</c> has it.</summary>
    public static IReadOnlyList<DesignEntry> All { get; } = [.. DesignCatalogue.All.Where(Holds)];

    private static bool Holds(DesignEntry design)
    {
        var verdicts = ScenarioCatalogue.All.Select(scenario => VerdictBaseline.Violated(design.Name, scenario.Name)).OfType<IReadOnlyList<string>>().ToList();
        return verdicts.Count > 0 && verdicts.Count(violated => violated.Count == 0) >= Share * verdicts.Count;
    }
}
