using Interleave.Exploration;

namespace Interleave.Tests.Generated;

/// <summary>The exploration of traces agrees with a brute-force enumeration of all schedules and of their classes.</summary>
public sealed class GeneratedTraceTests
{
    private static readonly Lazy<IReadOnlyList<Found>> Free = new(() => [.. All.Where(specimen => !HasHandlers(specimen)).Select(specimen => new Found(specimen))]);

    private static readonly Lazy<IReadOnlyList<Found>> Interrupted = new(() => [.. All.Where(HasHandlers).Select(specimen => new Found(specimen))]);

    private static IEnumerable<Specimen> All => [.. Specimen.WithInterrupts, .. Specimen.WithThreads];

    [Fact]
    public void Without_handlers_there_is_one_execution_of_each_class_and_none_in_vain() => ForEach(Free.Value, found =>
    {
        Assert.Equal(found.Specimen.Expected.Classes.Count, found.Result.Executions + found.Result.Blocked);
        Assert.Equal(0, found.Result.Redundant);
    });

    [Fact]
    public void Without_handlers_final_states_and_violations_are_those_of_all_schedules() => ForEach(Free.Value, found =>
    {
        Assert.Equal(found.Specimen.Expected.FinalStates, found.FinalStates);
        Assert.Equal(found.Specimen.Expected.Violations.Keys, found.Result.Violated.Order(StringComparer.Ordinal));
    });

    [Fact]
    public void With_handlers_violations_are_those_of_all_schedules() => ForEach(Interrupted.Value, found =>
        Assert.Equal(found.Specimen.Expected.Violations.Keys, found.Result.Violated.Order(StringComparer.Ordinal)));

    /// <summary>Executions that are begun in vain are counted as such and not as executions. A few programs have classes
    /// that are not found: handlers of one processor that wait for each other, or for what they interrupt, and that
    /// share a budget or a mask besides.</summary>
    [Fact]
    public void With_handlers_no_class_is_counted_twice_and_few_are_missed()
    {
        const double Tolerated = 0.01;
        ForEach(Interrupted.Value, found => Assert.InRange(found.Result.Executions + found.Result.Blocked, 1, found.Specimen.Expected.Classes.Count));
        var incomplete = Interrupted.Value.Count(found => found.Result.Executions + found.Result.Blocked < found.Specimen.Expected.Classes.Count);
        Assert.InRange(incomplete, 0, Interrupted.Value.Count * Tolerated);
    }

    [Fact]
    public void Source_sets_find_the_same_classes_as_wakeup_trees() => ForEach(Free.Value.Where(found => found.Specimen.Model.Threads.Count == 0), found =>
    {
        var source = Explore.Traces(found.Specimen.Model, new TraceOptions { Reduction = TraceReduction.Source });
        Assert.Equal((found.Result.Executions, found.Result.Blocked), (source.Executions, source.Blocked));
    });

    [Fact]
    public void A_witness_replays_to_the_violation_of_its_invariant() => ForEach(Free.Value.Concat(Interrupted.Value), found =>
        Assert.All(found.Result.Witnesses, witness => Assert.Contains(witness.Key, ReplayedWitness.Violations(found.Specimen.Model, new Witness(witness.Value, 0, 0, 0)))));

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
