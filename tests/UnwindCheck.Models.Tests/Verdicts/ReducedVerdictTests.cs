using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>The reduced search on what is shipped: on one pair of design and scenario in thirteen, all of each in turn. On all pairs it
/// takes longer than all other tests of designs together; `tests/Benchmarks -- reduction --all` does that, and compares as well.</summary>
public sealed class ReducedVerdictTests
{
    /// <summary>How many of the states the reduced search stores at most, geometric mean over all designs and scenarios.</summary>
    private const double Share = 0.2;

    private const int OneIn = 13;

    [Fact]
    public void It_gives_the_same_verdicts_and_stores_a_fifth_of_the_states_at_most()
    {
        var (sum, count) = (0.0, 0);
        foreach (var (design, scenario) in Shipped.All.Where((_, index) => index % OneIn == 0))
        {
            var whole = Shipped.Explore(design, scenario).Search;
            var reduced = Interleave.Explore.Search(Shipped.Model(design, scenario), new SearchOptions { Reduction = Reduction.PartialOrder });
            Assert.True(reduced.Complete);
            Assert.True(
                whole.Violated.Except([EngineInvariants.Terminates], StringComparer.Ordinal).SequenceEqual(reduced.Violated),
                $"{design} in {scenario}: {string.Join(' ', whole.Violated)}; reduced: {string.Join(' ', reduced.Violated)}");
            sum += Math.Log((double)reduced.States / whole.States);
            count++;
        }

        Assert.True(count > 200);

        Assert.InRange(Math.Exp(sum / count), 0, Share);
    }
}
