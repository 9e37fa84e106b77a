using Interleave.Coyote.Tests.Examples;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Coyote;
using UnwindCheck.Models;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>What an execution costs that another scheduler has found.</summary>
public sealed class ExecutionCostTests
{
    public static TheoryData<string> Designs => ["v3", "v4", "v5", "v8", "v10", "6.17", "6.19", "alt-sched-work"];

    [Theory]
    [MemberData(nameof(Designs))]
    public void A_witness_costs_what_the_search_for_it_has_counted(string name)
    {
        var design = DesignCatalogue.Find(name)!;
        var compared = 0;
        foreach (var scenario in ScenarioCatalogue.All.Where(scenario => !scenario.Large).Where((_, index) => index % 4 == 0))
        {
            foreach (var (_, witness) in Explore.All(ExecutionTrace.ModelOf(design, scenario, invariant: null)).Witnesses)
            {
                var cost = ExecutionCost.Of(ExecutionTrace.ModelOf(design, scenario, invariant: null), witness.Moves, witness.CycleStart);
                Assert.Equal((witness.Preemptions, witness.Interrupts, witness.Failures), (cost.Preemptions, cost.Interrupts, cost.Failures));
                Assert.Equal(witness.Moves, cost.Moves);
                compared++;
            }
        }

        Assert.True(compared > 0);
    }

    [Fact]
    public void Moves_that_cannot_be_made_are_refused_with_their_place()
    {
        var exception = Assert.Throws<ReplayException>(() => ExecutionCost.Of(Races.LostUpdate(), [new Move(MoveKind.Step, 0, -1), new Move(MoveKind.Strike, 1, -1)]));
        Assert.Equal(2, exception.Step);
        Assert.Contains("B cannot go on", exception.Message, StringComparison.Ordinal);
    }
}
