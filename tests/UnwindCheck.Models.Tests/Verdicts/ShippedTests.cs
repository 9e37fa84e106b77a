using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>What is shipped.</summary>
public sealed class ShippedTests
{
    [Fact]
    public void Every_search_is_complete() =>
        Assert.All(Shipped.AllExplored, static explored => Assert.True(explored.Result.Search.Complete));

    [Fact]
    public void Every_violation_has_a_witness() => Assert.All(Shipped.AllExplored, static explored =>
        Assert.Equal(explored.Result.Search.Violated.Order(StringComparer.Ordinal), explored.Result.Witnesses.Keys.Order(StringComparer.Ordinal)));

    [Fact]
    public void Designs_and_scenarios_have_names_of_their_own_and_say_what_they_are()
    {
        Assert.Equal(Shipped.Designs.Count(), Shipped.Designs.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Shipped.Scenarios.Count(), Shipped.Scenarios.Distinct(StringComparer.Ordinal).Count());
        Assert.All(DesignCatalogue.All, static design => Assert.NotEmpty(design.About));
        Assert.All(ScenarioCatalogue.All, static scenario => Assert.Contains(scenario.About[^1], ".?"));
    }

    [Fact]
    public void All_scenario_files_are_shipped() => Assert.Equal(
        Directory.GetFiles(Repository.PathOf("models", "scenarios"), "*.scenario").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Shipped.Scenarios);

    [Fact]
    public void Exploring_again_finds_the_same()
    {
        var again = Interleave.Explore.All(Shipped.Model("v4", "shared-descriptor"));
        var first = Shipped.Explore("v4", "shared-descriptor");

        Assert.Equal((first.Search.States, first.Search.Transitions, first.Search.LocalStates), (again.Search.States, again.Search.Transitions, again.Search.LocalStates));
        Assert.All(first.Witnesses, pair => Assert.Equal(pair.Value.Moves, again.Witnesses[pair.Key].Moves));
    }
}
