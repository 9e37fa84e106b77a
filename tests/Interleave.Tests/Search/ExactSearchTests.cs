using Interleave.Exploration;
using Interleave.Tests.Generated;
using Interleave.Tests.Golden;

namespace Interleave.Tests.Search;

/// <summary>The search that keeps whole states.</summary>
public sealed class ExactSearchTests
{
    private static readonly SearchOptions Exact = new() { Exact = true };

    [Fact]
    public void It_finds_what_fingerprints_find_and_can_miss_nothing() => Specimen.ForEach(Specimen.WithThreads.Take(500), specimen =>
    {
        var exact = Explore.Search(specimen.Model, Exact);
        Assert.Equal((specimen.Search.States, specimen.Search.Transitions), (exact.States, exact.Transitions));
        Assert.Equal(specimen.Search.Violated, exact.Violated);
        Assert.True(exact.Exact);
        Assert.Equal(0, exact.ExpectedMissedStates);
        Assert.InRange(specimen.Search.ExpectedMissedStates, 0, 1e-9);
    });

    [Fact]
    public void Its_table_grows()
    {
        var exact = Explore.Search(ParametricPrograms.Parse("increments(4,2)"), Exact);
        Assert.Equal(Explore.Search(ParametricPrograms.Parse("increments(4,2)")).States, exact.States);
    }

    [Fact]
    public void States_with_the_same_fingerprint_are_told_apart()
    {
        var table = new StateTable(width: 2);
        Assert.True(table.Add([1, 2], fingerprint: 7));
        Assert.True(table.Add([2, 1], fingerprint: 7));
        Assert.False(table.Add([1, 2], fingerprint: 7));
        Assert.Equal(2, table.Count);
    }
}
