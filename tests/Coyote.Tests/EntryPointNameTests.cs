using System.Text.RegularExpressions;
using UnwindCheck.Coyote;
using UnwindCheck.Models;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>The names of the entry points of <c>coyote test</c>.</summary>
public sealed partial class EntryPointNameTests
{
    /// <summary>The name of each design in each scenario that has a verdict, and of each of its violations there.</summary>
    internal static IEnumerable<string> All => DesignCatalogue.All.SelectMany(design => ScenarioCatalogue.All.Where(scenario => VerdictBaseline.Violated(design.Name, scenario.Name) is not null).SelectMany(scenario =>
        VerdictBaseline.Violated(design.Name, scenario.Name)!.Select(invariant => EntryPointName.Of(design.Name, scenario.Name, invariant)).Prepend(EntryPointName.Of(design.Name, scenario.Name, invariant: null))));

    [Fact]
    public void A_name_says_design_scenario_and_invariant()
    {
        Assert.Equal("v6_19__nmi_asks__cookie_same", EntryPointName.Of("6.19", "nmi-asks", "cookie-same"));
        Assert.Equal("v4_repaired__three_cpus", EntryPointName.Of("v4-repaired", "three-cpus", invariant: null));
    }

    [Fact]
    public void All_names_are_different_names_of_methods()
    {
        Assert.Distinct(All);
        Assert.All(All, name => Assert.Matches(Identifier(), name));
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$", RegexOptions.None, 1000)]
    private static partial Regex Identifier();
}
