using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Witnesses;

/// <summary>With the graph at hand, the search for witnesses leaves out states from which nothing wanted is ahead; without it, it goes
/// through all.</summary>
public sealed class ViolationsAheadTests
{
    private const int OneIn = 151;

    [Fact]
    public void Leaving_out_states_that_lead_to_no_violation_changes_no_witness()
    {
        var compared = 0;
        foreach (var (design, scenario) in Shipped.All.Where(static (_, number) => number % OneIn == 7))
        {
            var plain = Interleave.Explore.All(Shipped.Model(design, scenario), new SearchOptions { KeepGraph = false }).Witnesses;
            foreach (var (invariant, witness) in Shipped.Explore(design, scenario).Witnesses.Where(static found => found.Key != EngineInvariants.Terminates))
            {
                Assert.Equal(plain[invariant].Moves, witness.Moves);
                compared++;
            }
        }

        Assert.True(compared > 5);
    }
}
