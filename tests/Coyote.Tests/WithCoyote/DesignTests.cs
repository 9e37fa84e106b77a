using Interleave.Replay;
using UnwindCheck.Coyote;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Traces;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>The designs in their scenarios under Coyote's testing engine, held against the exhaustive search.</summary>
public sealed class DesignTests
{
    /// <summary>Executions under each of Coyote's strategies, for each question.</summary>
    private const int Iterations = 20;

    public static TheoryData<string> Designs => [.. ShippedPairs.Designs.Select(design => design.Name)];

    [Theory]
    [MemberData(nameof(Designs))]
    public void What_Coyote_finds_the_exhaustive_search_finds_too_and_more_simply(string name)
    {
        var design = ShippedPairs.Design(name);
        foreach (var scenario in ShippedPairs.ScenariosOf(design))
        {
            var build = ShippedPairs.ModelOf(design, scenario);
            var agreement = CoyoteAssert.AgreesWithTheExhaustiveSearch(build, Iterations);
            foreach (var (invariant, violation) in agreement.Found)
            {
                var cost = ExecutionCost.Of(build(), violation.Moves, violation.CycleStart);
                var simplest = agreement.Explored.Witnesses[invariant];
                Assert.True((Sum(simplest), Length(simplest)).CompareTo((Sum(cost), Length(cost))) <= 0, $"{scenario.Name}: {invariant}");
                ReplaysAsATrace(design, scenario, invariant, violation);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Designs))]
    public void The_counterexamples_of_the_exhaustive_search_reach_their_violations_under_Coyote(string name)
    {
        var design = ShippedPairs.Design(name);
        foreach (var (scenario, invariant) in ShippedPairs.ViolationsOf(design))
        {
            var build = ShippedPairs.ModelOf(design, scenario, invariant);
            CoyoteAssert.Reaches(build, invariant, Explore.All(build()).Witnesses[invariant]);
        }
    }

    /// <summary>What <c>unwindcheck replay</c> and <c>unwindcheck show</c> do with a file.</summary>
    private static void ReplaysAsATrace(DesignEntry design, Scenario scenario, string invariant, CoyoteViolation violation)
    {
        var directory = Directory.CreateTempSubdirectory("unwindcheck-coyote-");
        try
        {
            var path = ExecutionTrace.Write(directory.FullName, design, scenario, invariant, violation.Moves, violation.CycleStart);
            var replay = TraceReplay.Of(path);
            Assert.Equal(violation.Reason, replay.Reason);
            Assert.Equal(violation.Moves, replay.Steps.Select(step => step.Move));
            Assert.StartsWith($"{design.Name} violates {invariant} in scenario {scenario.Name}\n", TraceColumns.Of(replay, 200), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>What comes before a cycle, which may be of any length.</summary>
    private static int Length(Exploration.Witness witness) => witness.CycleStart ?? witness.Moves.Count;

    private static int Sum(Exploration.Witness witness) => witness.Preemptions + witness.Interrupts + witness.Failures;
}
