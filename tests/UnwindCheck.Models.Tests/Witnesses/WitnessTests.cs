using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Fuzzing;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Witnesses;

/// <summary>Every trace that is shown leads to what it is shown for, and nothing in it can be left out.</summary>
public sealed class WitnessTests
{
    public static TheoryData<string> Designs => [.. Shipped.Designs];

    [Theory]
    [MemberData(nameof(Designs))]
    public void Every_witness_replays_from_its_text_to_its_violation(string design) => ForEach(design, static (model, invariant, witness) =>
    {
        if (witness.CycleStart is not null)
        {
            return;
        }

        var steps = Replayer.Run(model, FromText(model, witness.Moves), out var end);
        Assert.Equal(witness.Moves, steps.Select(static step => step.Move));
        Assert.Contains(invariant, steps[^1].Violations.Concat(AtEnd(end)).Select(static violation => violation.Invariant));
        Assert.DoesNotContain(invariant, steps.Take(steps.Count - 1).SelectMany(static step => step.Violations).Select(static violation => violation.Invariant));
    });

    [Theory]
    [MemberData(nameof(Designs))]
    public void The_cycle_of_every_livelock_returns_to_the_state_that_it_began_in(string design) => ForEach(design, static (model, invariant, witness) =>
    {
        Assert.Equal(invariant == EngineInvariants.Terminates, witness.CycleStart is not null);
        if (witness.CycleStart is not { } start)
        {
            return;
        }

        Assert.InRange(start, 0, witness.Moves.Count - 1);
        Replayer.Run(model, FromText(model, witness.Moves.Take(start)), out var before);
        Replayer.Run(model, FromText(model, witness.Moves), out var after);
        Assert.True(after.IsInSameStateAs(before));
        Assert.DoesNotContain(witness.Moves.Skip(start), static move => move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting);
    });

    [Theory]
    [MemberData(nameof(Designs))]
    public void Every_witness_counts_its_switches_interrupts_and_failures(string design) => ForEach(design, static (model, invariant, witness) =>
    {
        var execution = new Execution(model);
        foreach (var move in witness.Moves.Take(witness.CycleStart ?? witness.Moves.Count))
        {
            execution.Apply(move);
        }

        Assert.Equal((witness.Preemptions, witness.Interrupts, witness.Failures), (execution.Switches, execution.Interrupts, execution.Failures));
    });

    [Theory]
    [MemberData(nameof(Designs))]
    public void No_run_of_a_handler_can_be_dropped_from_a_witness(string design) => ForEach(design, static (model, invariant, witness) =>
    {
        foreach (var run in HandlerRuns.Of(model, witness.Moves))
        {
            var rest = witness.Moves.Where((_, index) => !run.Contains(index)).ToList();
            Assert.True(Execution.Violating(model, rest, invariant) is null, $"{invariant} is reached without {model.Processes[witness.Moves[run[0]].Process]}");
        }
    });

    [Theory]
    [MemberData(nameof(Designs))]
    public void No_execution_violates_an_invariant_with_less_effort_than_its_witness(string design)
    {
        // Of each design a sixth, of neighbours different ones: it takes longer than all other tests of witnesses together.
        var offset = Shipped.Designs.ToList().IndexOf(design);
        foreach (var scenario in Shipped.ScenariosFor(design).Where((_, index) => (index + offset) % 6 == 0))
        {
            var witnesses = Shipped.Explore(design, scenario).Witnesses;
            if (witnesses.Count == 0)
            {
                continue;
            }

            // All executions with a switch, an interrupt or a failure; beyond that there are too many to look at one by one.
            var cost = Math.Min(1, witnesses.Values.Max(Cost));
            var cheapest = CheapExecutions.Violations(Shipped.Model(design, scenario), cost)!;
            Assert.Equal(
                witnesses.Where(witness => Cost(witness.Value) <= cost).Select(static witness => $"{witness.Key} {Cost(witness.Value)} {StepsOf(witness.Key, witness.Value.Moves.Count)}").Order(StringComparer.Ordinal),
                cheapest.Select(static violation => $"{violation.Key} {violation.Value.Cost} {StepsOf(violation.Key, violation.Value.Steps)}").Order(StringComparer.Ordinal));
        }

        static string StepsOf(string invariant, int steps) => invariant == EngineInvariants.Terminates ? "for ever" : $"{steps}";
    }

    private static int Cost(Witness witness) => witness.Preemptions + witness.Interrupts + witness.Failures;

    private static void ForEach(string design, Action<Model, string, Witness> check)
    {
        var checkedWitnesses = 0;
        foreach (var scenario in Shipped.ScenariosFor(design))
        {
            foreach (var (invariant, witness) in Shipped.Explore(design, scenario).Witnesses)
            {
                check(Shipped.Model(design, scenario), invariant, witness);
                checkedWitnesses++;
            }
        }

        Assert.True(checkedWitnesses > 0, $"{design} violates nothing");
    }

    private static Schedule FromText(Model model, IEnumerable<Move> moves) => Schedule.Parse(Schedule.Of(model, moves).ToString());

    private static IReadOnlyList<InvariantViolation> AtEnd(Interpreter end) => end.IsQuiescent ? end.AtEnd() : [];
}
