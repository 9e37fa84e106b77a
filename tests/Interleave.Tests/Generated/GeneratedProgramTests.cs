using Interleave.Exploration;

namespace Interleave.Tests.Generated;

/// <summary>The engine agrees with a brute-force enumeration of all schedules on thousands of generated programs.</summary>
public abstract class GeneratedProgramTests
{
    private const int WalksPerProgram = 3;

    private protected abstract IReadOnlyList<Specimen> Specimens { get; }

    [Fact]
    public void The_number_of_interleavings_is_the_number_of_schedules() => Specimen.ForEach(Specimens, specimen =>
    {
        var search = Explore.All(Translation.ModelOf(specimen.Spec)).Search;
        Assert.True(search.Complete);
        Assert.Equal(specimen.Expected.Schedules, search.Interleavings);
    });

    [Fact]
    public void The_violated_invariants_are_those_that_some_schedule_violates() => Specimen.ForEach(Specimens, specimen =>
    {
        var result = Explore.All(Translation.ModelOf(specimen.Spec));
        Assert.Equal(specimen.Expected.Violations.Keys, result.Search.Violated.Order(StringComparer.Ordinal));
        Assert.Equal(specimen.Expected.Violations.Count == 0, result.Holds);
    });

    [Fact]
    public void The_final_states_are_those_of_all_schedules() => Specimen.ForEach(Specimens, specimen =>
    {
        var translation = Translation.Of(specimen.Spec);
        var space = StateSpace.Of(translation.Model);
        var endings = space.Endings.ConvertAll(state => (Text: translation.Machine.Describe(state, space.System.Initial), Monitors: state[^1]));
        Assert.Equal(specimen.Expected.FinalStates, endings.Select(ending => ending.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(specimen.Expected.FinalStatesWithMonitors.Count, endings.Distinct().Count());
    });

    [Fact]
    public void States_and_transitions_are_counted_as_with_a_visited_set_of_whole_vectors() => Specimen.ForEach(Specimens, specimen =>
    {
        var space = StateSpace.Of(Translation.ModelOf(specimen.Spec));
        foreach (var keepGraph in (bool[])[true, false])
        {
            var search = Explore.All(Translation.ModelOf(specimen.Spec), new SearchOptions { KeepGraph = keepGraph }).Search;
            Assert.Equal(space.States, search.States);
            Assert.Equal(space.Transitions, search.Transitions);
        }
    });

    [Fact]
    public void No_schedule_violates_an_invariant_with_less_effort_than_its_witness() => Specimen.ForEach(Specimens, specimen =>
    {
        var witnesses = Explore.All(Translation.ModelOf(specimen.Spec)).Witnesses;
        Assert.Equal(
            specimen.Expected.Violations.Select(violation => (violation.Key, violation.Value)),
            witnesses.Select(witness => (witness.Key, EffortOf(witness.Value))).OrderBy(pair => pair.Key, StringComparer.Ordinal));
    });

    [Fact]
    public void Every_witness_replays_to_the_violation_of_the_same_invariant() => Specimen.ForEach(Specimens, specimen =>
    {
        var model = Translation.ModelOf(specimen.Spec);
        foreach (var (invariant, witness) in Explore.All(model).Witnesses)
        {
            Assert.Contains(invariant, ReplayedWitness.Violations(model, witness));
        }
    });

    [Fact]
    public void The_interpreter_offers_the_same_moves_with_the_same_effects() => Specimen.ForEach(Specimens, specimen =>
    {
        var model = Translation.ModelOf(specimen.Spec);
        for (var walk = 0UL; walk < WalksPerProgram; walk++)
        {
            RandomWalk.Compare(model, new Rng((specimen.Spec.Seed * WalksPerProgram) + walk));
        }
    });

    private static Effort EffortOf(Witness witness) => new(witness.Preemptions + witness.Interrupts + witness.Failures, witness.Moves.Count);
}

/// <summary>Free processes, pinned tasks, handlers at three levels.</summary>
public sealed class GeneratedProgramsWithInterrupts : GeneratedProgramTests
{
    private static readonly Lazy<IReadOnlyList<Specimen>> All = new(() => Specimen.Generate(ProgramGenerator.WithInterrupts, 2_500));

    private protected override IReadOnlyList<Specimen> Specimens => All.Value;
}

/// <summary>Threads that are placed on processors, preempted and interrupted.</summary>
public sealed class GeneratedProgramsWithThreads : GeneratedProgramTests
{
    private static readonly Lazy<IReadOnlyList<Specimen>> All = new(() => Specimen.Generate(ProgramGenerator.WithThreads, 1_500));

    private protected override IReadOnlyList<Specimen> Specimens => All.Value;
}
