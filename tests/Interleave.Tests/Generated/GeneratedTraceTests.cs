using Interleave.Exploration;

namespace Interleave.Tests.Generated;

/// <summary>The exploration of traces agrees with a brute-force enumeration of all schedules and of their classes.</summary>
public sealed class GeneratedTraceTests
{
    private static readonly Lazy<IReadOnlyList<Found>> All = new(() => [.. Specimen.Everything.Select(specimen => new Found(specimen))]);

    [Fact]
    public void There_is_an_execution_of_each_class_and_none_is_counted_twice() => ForEach(All.Value, found =>
        Assert.Equal(found.Specimen.Expected.Classes.Count, found.Result.Executions + found.Result.Blocked));

    [Fact]
    public void Without_handlers_no_execution_is_begun_in_vain() => ForEach(All.Value.Where(found => !HasHandlers(found.Specimen)), found =>
        Assert.Equal(0, found.Result.Redundant));

    [Fact]
    public void Final_states_and_violations_are_those_of_all_schedules() => ForEach(All.Value, found =>
    {
        Assert.Equal(found.Specimen.Expected.FinalStates, found.FinalStates);
        Assert.Equal(found.Specimen.Expected.Violations.Keys, found.Result.Violated.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void Source_sets_find_the_same_classes_as_wakeup_trees() => ForEach(All.Value.Where(found => !HasHandlers(found.Specimen) && found.Specimen.Model.Threads.Count == 0), found =>
    {
        var source = Explore.Traces(found.Specimen.Model, new TraceOptions { Reduction = TraceReduction.Source });
        Assert.Equal((found.Result.Executions, found.Result.Blocked), (source.Executions, source.Blocked));
    });

    [Fact]
    public void A_witness_replays_to_the_violation_of_its_invariant() => ForEach(All.Value, found =>
        Assert.All(found.Result.Witnesses, witness => Assert.Contains(witness.Key, ReplayedWitness.Violations(found.Specimen.Model, new Witness(witness.Value, 0, 0, 0)))));

    /// <summary>Too rare for the programs above: a race whose other order is of interest only with an event that came to the
    /// execution later.</summary>
    [Theory]
    [InlineData(5_005_710)]
    public void Classes_that_were_once_missed_are_found(ulong seed)
    {
        var spec = ProgramGenerator.WithPendingInterrupts(seed, new Rng(seed));
        var result = Explore.Traces(Translation.Of(spec).Model);
        Assert.Equal(BruteForce.Run(spec, limit: 20_000)!.Classes.Count, result.Executions + result.Blocked);
    }

    private static bool HasHandlers(Specimen specimen) => specimen.Spec.Contexts.Any(context => context.IsHandler);

    private static void ForEach(IEnumerable<Found> all, Action<Found> check)
    {
        foreach (var found in all)
        {
            Specimen.ForEach([found.Specimen], _ => check(found));
        }
    }

    private sealed class Found
    {
        public Found(Specimen specimen)
        {
            Specimen = specimen;
            var initial = new TransitionSystem(specimen.Model).Initial;
            Result = Explore.Traces(specimen.Model, new TraceOptions
            {
                Restarted = FinalStates.Clear,
                Ended = state => FinalStates.Add(specimen.Translation.Machine.Describe(state, initial)),
            });
            Assert.True(Result.Complete);
        }

        public Specimen Specimen { get; }

        public SortedSet<string> FinalStates { get; } = new(StringComparer.Ordinal);

        public TraceResult Result { get; }
    }
}
