using Interleave.Exploration;

namespace Interleave.Tests.Reduced;

/// <summary>Compares the reduced search with the plain one.</summary>
internal static class SameVerdict
{
    /// <summary>Both find the same invariants violated, and the one named among them.</summary>
    public static void Of(Model model, string violated)
    {
        var whole = Explore.Search(model).Violated.Except([EngineInvariants.Terminates]).Order(StringComparer.Ordinal);
        Assert.Contains(violated, whole);
        Assert.Equal(whole, Explore.Search(model, new SearchOptions { Reduction = Reduction.PartialOrder }).Violated.Order(StringComparer.Ordinal));
    }
}
