using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Generated;

/// <summary>The engine agrees with a brute-force enumeration of all schedules on thousands of generated programs.</summary>
public abstract class GeneratedProgramTests
{
    private const int WalksPerProgram = 3;

    private protected abstract IReadOnlyList<Specimen> Specimens { get; }

    [Fact]
    public void The_number_of_interleavings_is_the_number_of_schedules() => Specimen.ForEach(Specimens, specimen =>
    {
        Assert.True(specimen.Search.Complete);
        Assert.Equal(specimen.Expected.Schedules, specimen.Search.Interleavings);
    });

    [Fact]
    public void The_violated_invariants_are_those_that_some_schedule_violates() => Specimen.ForEach(Specimens, specimen =>
    {
        Assert.Equal(Sorted(specimen.Expected.Violations.Keys), Sorted(specimen.Search.Violated));
        Assert.Equal(specimen.Expected.Violations.Count == 0, specimen.Result.Holds);
    });

    [Fact]
    public void The_final_states_are_those_of_all_schedules() => Specimen.ForEach(Specimens, specimen =>
    {
        var space = StateSpace.Of(specimen.Model);
        var endings = space.Endings.ConvertAll(state => (Text: specimen.Translation.Machine.Describe(state, space.System.Initial), Monitors: state[^1]));
        Assert.Equal(Sorted(specimen.Expected.FinalStates), Sorted(endings.Select(ending => ending.Text)));
        Assert.Equal(specimen.Expected.FinalStatesWithMonitors.Count, endings.Distinct().Count());
    });

    [Fact]
    public void States_and_transitions_are_counted_as_with_a_visited_set_of_whole_vectors() => Specimen.ForEach(Specimens, specimen =>
    {
        var space = StateSpace.Of(specimen.Model);
        var withoutGraph = specimen.Explored(new SearchOptions { KeepGraph = false }).Search;
        Assert.Equal((space.States, space.Transitions), (specimen.Search.States, specimen.Search.Transitions));
        Assert.Equal((space.States, space.Transitions), (withoutGraph.States, withoutGraph.Transitions));
        Assert.Equal(specimen.Search.Violated, withoutGraph.Violated);
    });

    [Fact]
    public void No_schedule_violates_an_invariant_with_less_effort_than_its_witness() => Specimen.ForEach(Specimens, specimen =>
    {
        var expected = specimen.Expected.Violations.Select(violation => $"{violation.Key} {violation.Value}");
        Assert.Equal(Sorted(expected), Sorted(specimen.Result.Witnesses.Select(witness => $"{witness.Key} {EffortOf(witness.Value)}")));
    });

    [Fact]
    public void Every_witness_replays_to_the_violation_of_the_same_invariant() => Specimen.ForEach(Specimens, specimen =>
        Assert.All(specimen.Result.Witnesses, witness => Assert.Contains(witness.Key, ReplayedWitness.Violations(specimen.Model, witness.Value))));

    [Fact]
    public void A_witness_survives_being_written_and_read_as_a_schedule() => Specimen.ForEach(Specimens, specimen =>
    {
        foreach (var (invariant, witness) in specimen.Result.Witnesses)
        {
            var text = Schedule.Of(specimen.Model, witness.Moves).ToString();
            var steps = Replayer.Run(specimen.Model, Schedule.Parse(text), out var end);
            Assert.Equal(witness.Moves, steps.Select(step => step.Move));
            Assert.Contains(invariant, ReplayedWitness.Violations(end, steps));
        }
    });

    [Fact]
    public void The_execution_of_a_witness_costs_what_the_search_has_counted() => Specimen.ForEach(Specimens, specimen =>
        Assert.All(specimen.Result.Witnesses.Values, witness =>
        {
            var cost = ExecutionCost.Of(specimen.Model, witness.Moves, witness.CycleStart);
            Assert.Equal((witness.Preemptions, witness.Interrupts, witness.Failures), (cost.Preemptions, cost.Interrupts, cost.Failures));
        }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_that_is_cut_misses_no_violation_up_to_its_complete_depth(bool keepGraph) => Specimen.ForEach(Specimens, specimen =>
    {
        var limit = 1 + (long)(new Rng(specimen.Spec.Seed).Next() % (ulong)specimen.Search.States);
        var cut = specimen.Explored(new SearchOptions { MaxStates = limit, KeepGraph = keepGraph });
        Assert.Equal(limit == specimen.Search.States, cut.Search.Complete);
        Assert.Subset(specimen.Search.Violated.ToHashSet(StringComparer.Ordinal), cut.Search.Violated.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(Sorted(cut.Search.Violated), Sorted(cut.Witnesses.Keys));
        var within = specimen.Expected.FewestSteps.Where(violation => violation.Value <= cut.Search.CompleteDepth);
        Assert.All(within, violation => Assert.Contains(violation.Key, cut.Search.Violated));
        Assert.Equal(cut.Search.Complete && specimen.Result.Holds, cut.Holds);
    });

    [Fact]
    public void The_interpreter_offers_the_same_moves_with_the_same_effects() => Specimen.ForEach(Specimens, specimen =>
    {
        for (var walk = 0UL; walk < WalksPerProgram; walk++)
        {
            RandomWalk.Compare(specimen.Model, new Rng((specimen.Spec.Seed * WalksPerProgram) + walk));
        }
    });

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static Effort EffortOf(Witness witness) => new(witness.Preemptions + witness.Interrupts + witness.Failures, witness.Moves.Count);
}

/// <summary>Free processes, pinned tasks, handlers at three levels.</summary>
public sealed class GeneratedProgramsWithInterrupts : GeneratedProgramTests
{
    private protected override IReadOnlyList<Specimen> Specimens => Specimen.WithInterrupts;
}

/// <summary>Threads that are placed on processors, preempted and interrupted.</summary>
public sealed class GeneratedProgramsWithThreads : GeneratedProgramTests
{
    private protected override IReadOnlyList<Specimen> Specimens => Specimen.WithThreads;
}

/// <summary>Urgent handlers, masks with levels, threads that act while they sleep.</summary>
public sealed class GeneratedProgramsWithPendingInterrupts : GeneratedProgramTests
{
    private protected override IReadOnlyList<Specimen> Specimens => Specimen.WithPendingInterrupts;
}

/// <summary>The largest mask, threads that cannot come back, copies of other processors, budgets that are raised.</summary>
public sealed class GeneratedProgramsWithCorners : GeneratedProgramTests
{
    private protected override IReadOnlyList<Specimen> Specimens => Specimen.WithCorners;
}
