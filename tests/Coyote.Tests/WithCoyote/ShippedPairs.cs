using UnwindCheck.Coyote;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace Interleave.Coyote.Tests;

/// <summary>Which designs and scenarios run under Coyote: by rule a part of them, or all where the environment variable
/// UNWINDCHECK_COYOTE is <c>all</c>.</summary>
internal static class ShippedPairs
{
    private static readonly IReadOnlyList<Scenario> Scenarios = [.. ScenarioCatalogue.All.Where(scenario => !scenario.Large)];

    /// <summary>Whether nothing is left out.</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("UNWINDCHECK_COYOTE") == "all";

    /// <summary>The designs.</summary>
    public static IReadOnlyList<DesignEntry> Designs => DesignCatalogue.All;

    /// <summary>The scenarios of a design. Those of all designs together are the diagonal of the table: each scenario has one
    /// design, and each design two scenarios or so.</summary>
    public static IEnumerable<Scenario> ScenariosOf(DesignEntry design)
    {
        var number = Designs.Index().First(entry => entry.Item == design).Index;
        return Scenarios.Where((_, index) => All || index % Designs.Count == number);
    }

    /// <summary>The violations of a design: of each invariant the one in the first scenario that shows it.</summary>
    public static IEnumerable<(Scenario Scenario, string Invariant)> ViolationsOf(DesignEntry design)
    {
        var violations = Scenarios.SelectMany(scenario => VerdictBaseline.Violated(design.Name, scenario.Name)!, (scenario, invariant) => (scenario, invariant));
        return All ? violations : violations.DistinctBy(violation => violation.invariant);
    }

    /// <summary>The design with a name.</summary>
    public static DesignEntry Design(string name) => Designs.First(design => design.Name == name);

    /// <summary>Makes the models of a design in a scenario, each anew.</summary>
    public static Func<Model> ModelOf(DesignEntry design, Scenario scenario, string? invariant = null) => () => ExecutionTrace.ModelOf(design, scenario, invariant);
}
