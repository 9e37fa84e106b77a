using Interleave;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>Every invariant can be violated, and can hold.</summary>
public sealed class InvariantsFireTests
{
    /// <summary>No shipped design breaks these; mutated designs do, in <see cref="MutatedDesignTests"/>.</summary>
    private static readonly string[] BrokenByMutationsOnly =
    [
        EngineInvariants.NoException, EngineInvariants.NoUninitialisedRead, "register-accepted",
    ];

    public static TheoryData<string> Names => [.. InvariantCatalogue.All.Select(static invariant => invariant.Invariant)];

    [Fact]
    public void Every_invariant_is_violated_in_a_shipped_scenario_or_by_a_mutated_design()
    {
        var violated = Shipped.AllExplored.SelectMany(static explored => explored.Result.Search.Violated).Distinct(StringComparer.Ordinal);

        Assert.Equal(
            InvariantCatalogue.All.Select(static invariant => invariant.Invariant).Except(BrokenByMutationsOnly).Order(StringComparer.Ordinal),
            violated.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_invariant_holds_in_some_scenario_of_every_design(string invariant) =>
        Assert.All(Shipped.Designs, design => Assert.Contains(Shipped.ScenariosFor(design), scenario => !Shipped.Violated(design, scenario).Contains(invariant)));

    [Fact]
    public void Every_invariant_has_a_name_of_its_own_a_sentence_and_a_source()
    {
        Assert.Equal(InvariantCatalogue.All.Count, InvariantCatalogue.All.Select(static invariant => invariant.Invariant).Distinct(StringComparer.Ordinal).Count());
        Assert.All(InvariantCatalogue.All, static invariant =>
        {
            Assert.NotEmpty(invariant.Quote);
            Assert.NotEmpty(invariant.Source);
        });
    }
}
