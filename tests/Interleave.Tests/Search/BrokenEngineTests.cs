using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Search;

/// <summary>The checks by which the engine is judged fail when the engine is broken on purpose. They are the very methods of
/// <see cref="GeneratedProgramTests"/> and <see cref="ParallelSearchTests"/>.</summary>
public sealed class BrokenEngineTests
{
    private const int Programs = 400;

    private static readonly Dictionary<string, Action<GeneratedProgramTests>> Checks = new(StringComparer.Ordinal)
    {
        ["interleavings"] = static tests => tests.The_number_of_interleavings_is_the_number_of_schedules(),
        ["violations"] = static tests => tests.The_violated_invariants_are_those_that_some_schedule_violates(),
        ["states"] = static tests => tests.States_and_transitions_are_counted_as_with_a_visited_set_of_whole_vectors(),
        ["witnesses"] = static tests => tests.No_schedule_violates_an_invariant_with_less_effort_than_its_witness(),
    };

    [Theory]
    [InlineData("interleavings")]
    [InlineData("violations")]
    [InlineData("states")]
    [InlineData("witnesses")]
    public void The_checks_pass_on_the_engine_as_it_is(string check) => Checks[check](new ProgramsOn(SearchFault.None));

    [Theory]
    [InlineData("interleavings")]
    [InlineData("violations")]
    [InlineData("states")]
    public void A_transition_that_is_dropped_is_noticed(string check) => AssertNoticed(SearchFault.DroppedTransition, check);

    [Theory]
    [InlineData("interleavings")]
    [InlineData("violations")]
    [InlineData("states")]
    public void Fingerprints_of_16_bits_are_noticed(string check) => AssertNoticed(SearchFault.ShortFingerprint, check);

    [Theory]
    [InlineData("interleavings")]
    [InlineData("violations")]
    [InlineData("states")]
    [InlineData("witnesses")]
    public void A_stale_local_that_is_left_out_of_the_local_state_is_noticed(string check) => AssertNoticed(SearchFault.StaleLocal, check);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_wake_up_that_is_lost_between_two_threads_is_noticed(int threads)
    {
        new ParallelSearchTests().Numbers_and_violations_do_not_depend_on_the_number_of_threads(threads);
        Assert.NotNull(Record.Exception(() => ParallelSearchTests.CompareWithOneThread(threads, SearchFault.LostWakeUp)));
    }

    /// <summary>On one thread the broken engines of the other tests are noticed too where no graph is kept.</summary>
    [Theory]
    [InlineData(nameof(SearchFault.DroppedTransition))]
    [InlineData(nameof(SearchFault.ShortFingerprint))]
    [InlineData(nameof(SearchFault.StaleLocal))]
    public void A_search_without_a_graph_is_judged_as_strictly(string fault) =>
        Assert.NotNull(Record.Exception(() => ParallelSearchTests.CompareWithOneThread(threads: 2, Enum.Parse<SearchFault>(fault))));

    /// <summary>The check is that of <see cref="GeneratedTraceTests.There_is_an_execution_of_each_class_and_none_is_counted_twice"/>.</summary>
    [Theory]
    [InlineData(nameof(TraceFault.LateWakeUp))]
    [InlineData(nameof(TraceFault.SmallFootprint))]
    public void A_sleep_set_kept_too_long_and_a_footprint_too_small_are_noticed_by_the_number_of_classes(string fault)
    {
        var programs = Specimen.WithInterrupts.Take(Programs).Where(static specimen => !specimen.Spec.Contexts.Any(static context => context.IsHandler)).ToList();
        Assert.True(programs.TrueForAll(static specimen => HasOneExecutionOfEachClass(specimen, TraceFault.None)));
        Assert.False(programs.TrueForAll(specimen => HasOneExecutionOfEachClass(specimen, Enum.Parse<TraceFault>(fault))));
    }

    private static bool HasOneExecutionOfEachClass(Specimen specimen, TraceFault fault)
    {
        var traces = Explore.Traces(specimen.Model, new TraceOptions { Fault = fault });
        return traces.Redundant == 0 && traces.Executions + traces.Blocked == specimen.Expected.Classes.Count;
    }

    private static void AssertNoticed(SearchFault fault, string check) =>
        Assert.NotNull(Record.Exception(() => Checks[check](new ProgramsOn(fault))));

    /// <summary>Generated programs for an engine that makes a mistake.</summary>
    private sealed class ProgramsOn(SearchFault fault) : GeneratedProgramTests
    {
        private protected override IReadOnlyList<Specimen> Specimens { get; } =
            [.. Specimen.WithInterrupts.Take(Programs).Concat(Specimen.WithThreads.Take(Programs)).Select(specimen => specimen.On(fault))];
    }
}
