using Interleave.Exploration;
using Interleave.Exploration.Reduced;
using Interleave.Tests.Generated;
using Interleave.Tests.Search;

namespace Interleave.Tests.Reduced;

/// <summary>The reduced search agrees with the enumeration of all schedules, and tests notice when it is made unsound.</summary>
public sealed class GeneratedReductionTests
{
    private const int LoopingPrograms = 3_000;
    private const int MaxStates = 400;

    private static readonly Dictionary<Specimen, SearchResult> Results = [];

    [Fact]
    public void The_violated_invariants_are_those_that_some_schedule_violates() => Specimen.ForEach(Specimen.Everything, specimen =>
        Assert.Equal(specimen.Expected.Violations.Keys.Order(StringComparer.Ordinal), ResultOf(specimen).Violated.Order(StringComparer.Ordinal)));

    [Fact]
    public void Who_asks_for_the_final_states_is_given_those_of_all_schedules() => Specimen.ForEach(Specimen.Everything, specimen =>
    {
        var run = ReducedRun.Of(specimen.Model);
        Assert.Equal(FinalStates.OfWholeSearch(specimen), FinalStates.Of(specimen, run.Endings));
        Assert.Equal(specimen.Expected.Violations.Keys.Order(StringComparer.Ordinal), run.Violated);
    });

    [Fact]
    public void It_stores_and_visits_fewer_states_than_there_are()
    {
        var (all, stored, visited) = (0L, 0L, 0L);
        foreach (var specimen in Specimen.Everything)
        {
            var reduced = ResultOf(specimen);
            Assert.InRange(reduced.Expanded, reduced.States, specimen.Search.States);
            (all, stored, visited) = (all + specimen.Search.States, stored + reduced.States, visited + reduced.Expanded);
        }

        Assert.InRange(stored, 1, all / 4);
        Assert.InRange(visited, 1, all * 2 / 3);
    }

    [Fact]
    public void What_happens_before_the_first_operation_counts_for_whether_events_commute()
    {
        // Only in the odd states that the event at the start leads to do the two events not commute, and there are too many
        // states to look at all of them.
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Watch(new OddMonitor());
        model.Process("a", () => EmitAtOnceThenLater(x, "start", "a"));
        model.Process("b", () => EmitAtOnceThenLater(y, null, "b"));
        Assert.Contains("odd", Explore.Search(model).Violated);
        Assert.Contains("odd", ReducedRun.Of(model).Violated);
    }

    [Fact]
    public void Programs_with_endless_loops_violate_the_same_invariants()
    {
        for (var (seed, compared) = (0UL, 0); compared < LoopingPrograms; seed++)
        {
            var whole = Explore.All(LoopingProgram.Generate(seed), new SearchOptions { MaxStates = MaxStates, KeepGraph = false }).Search;
            if (whole.Complete)
            {
                compared++;
                var reduced = ReducedRun.Of(LoopingProgram.Generate(seed));
                Assert.True(whole.Violated.SequenceEqual(reduced.Violated), $"seed {seed}");
                Assert.True(reduced.Result.Complete);
            }
        }
    }

    [Fact]
    public void A_violation_has_the_witness_of_the_whole_search() => Specimen.ForEach(Specimen.Everything.Where(specimen => specimen.Spec.Seed % 16 == 0), specimen =>
    {
        var reduced = Explore.All(specimen.Model, new SearchOptions { Reduction = Reduction.PartialOrder });
        Assert.Equal(specimen.Result.Witnesses.Keys.Order(StringComparer.Ordinal), reduced.Witnesses.Keys.Order(StringComparer.Ordinal));
        Assert.All(reduced.Witnesses, witness => Assert.Equal(specimen.Result.Witnesses[witness.Key].Moves, witness.Value.Moves));
        Assert.Equal(specimen.Result.Holds, reduced.Holds);
    });

    [Fact]
    public void Footprints_without_writes_are_noticed() => AssertNoticed(new() { Distort = (future, _) => { future.Writes.Clear(); future.Raises.Clear(); } });

    [Fact]
    public void Footprints_without_reads_are_noticed() => AssertNoticed(new() { Distort = (future, _) => future.Reads.Clear() });

    [Fact]
    public void A_footprint_without_the_cell_of_an_exchange_is_noticed() =>
        AssertNoticed(new() { Distort = (future, operation) => Forget(future, operation.Kind == OperationKind.Exchange) });

    [Fact]
    public void A_footprint_without_the_upper_half_of_a_wide_cell_is_noticed() =>
        AssertNoticed(new() { Distort = (future, operation) => Forget(future, operation.Wide) });

    [Fact]
    public void A_footprint_without_the_copies_of_a_per_processor_cell_is_noticed() =>
        AssertNoticed(new() { Distort = (future, operation) => Forget(future, operation.Stride > 0) });

    [Fact]
    public void A_handler_strikes_whose_budget_is_raised_only_later()
    {
        var model = new Model();
        var cpu = model.Processor("cpu");
        var (x, budget) = (model.Cell("x"), model.Cell("pending"));
        model.Process("task", () => RaiseThenCheck(x, budget), cpu);
        model.Handler("h", () => Write(x, 1), cpu, 1, budget, maskable: true);
        Assert.Contains(EngineInvariants.NoException, ReducedRun.Of(model).Violated);
    }

    [Fact]
    public void Waiting_that_is_not_part_of_a_footprint_is_noticed() => AssertNoticed(new() { Distort = (future, _) => future.Blocks = false });

    [Fact]
    public void Leaving_that_is_not_part_of_a_footprint_is_noticed() => AssertNoticed(new() { Distort = (future, _) => future.Leaves = future.Blocks = false });

    [Fact]
    public void A_search_that_does_not_start_again_is_noticed() => AssertNoticed(new() { NeverStartsAgain = true });

    [Fact]
    public void A_transition_that_is_put_off_for_ever_is_noticed()
    {
        var noticed = false;
        for (var seed = 0UL; seed < LoopingPrograms && !noticed; seed++)
        {
            var whole = Explore.All(LoopingProgram.Generate(seed), new SearchOptions { MaxStates = MaxStates, KeepGraph = false }).Search;
            noticed = whole.Complete && !whole.Violated.SequenceEqual(ReducedRun.Of(LoopingProgram.Generate(seed), new() { Ignores = true }).Violated);
        }

        Assert.True(noticed || IgnoredBySpinning(new() { Ignores = true }));
        Assert.False(IgnoredBySpinning(new()));
    }

    private static SearchResult ResultOf(Specimen specimen) =>
        Results.TryGetValue(specimen, out var result) ? result : Results[specimen] = Explore.Search(specimen.Model, new SearchOptions { Reduction = Reduction.PartialOrder });

    /// <summary>Whether a violation is missed beside a process that goes round and round.</summary>
    private static bool IgnoredBySpinning(ReductionFaults faults)
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("spinning", Spin);
        model.Process("failing", () => WriteThenFail(x));
        return !ReducedRun.Of(model, faults).Violated.Contains(EngineInvariants.NoException);
    }

    private static void AssertNoticed(ReductionFaults faults) => Assert.Contains(Specimen.Everything, specimen =>
    {
        var run = ReducedRun.Of(specimen.Model, faults);
        return !specimen.Expected.Violations.Keys.Order(StringComparer.Ordinal).SequenceEqual(run.Violated)
            || !FinalStates.OfWholeSearch(specimen).SetEquals(FinalStates.Of(specimen, run.Endings));
    });

    private static void Forget(Future future, bool forget)
    {
        if (forget)
        {
            future.Reads.Clear();
            future.Writes.Clear();
            future.Raises.Clear();
        }
    }

    private static async Step RaiseThenCheck(Cell x, Cell budget)
    {
        await x.ReadOnce();
        await budget.WriteOnce(1);
        Check.That(await x.ReadOnce() == 0, "the handler has not struck");
    }

    private static async Step EmitAtOnceThenLater(Cell cell, string? first, string later)
    {
        if (first is not null)
        {
            Events.Emit(first);
        }

        await cell.WriteOnce(1);
        Events.Emit(later);
    }

    private static async Step Write(Cell x, uint value) => await x.WriteOnce(value);

    private static async Step Spin()
    {
        while (true)
        {
            await CellOperations.Pass("round");
            await CellOperations.Pass("and round");
        }
    }

    private static async Step WriteThenFail(Cell x)
    {
        await x.WriteOnce(1);
        Check.That(false, "never");
    }
}

/// <summary>Counts what happens, and after an odd beginning does not like b before a.</summary>
internal sealed class OddMonitor : Monitor<(bool Started, int Count, string Last)>
{
    public override string Invariant => "odd";

    protected override (bool Started, int Count, string Last) Start => (false, 0, "");

    protected override (bool Started, int Count, string Last) Next((bool Started, int Count, string Last) state, object occurrence, out Violation? violation)
    {
        violation = state is { Started: true, Last: "b" } && occurrence is "a" ? new Violation("b before a") : null;
        return (state.Started || occurrence is "start", state.Count + 1, state.Started ? (string)occurrence : occurrence is "start" ? "start" : "");
    }
}

/// <summary>A reduced search and the states that it found an end in.</summary>
internal sealed record ReducedRun(SearchResult Result, IReadOnlyList<uint[]> Endings)
{
    public IReadOnlyList<string> Violated => [.. Result.Violated.Order(StringComparer.Ordinal)];

    public static ReducedRun Of(Model model, ReductionFaults? faults = null)
    {
        var endings = new List<uint[]>();
        var search = new ReducedSearch(new TransitionSystem(model), new SearchOptions { MaxStates = 100_000 }, faults)
        {
            Ended = endings.Add,
            PassBegins = endings.Clear,
        };
        return new ReducedRun(search.Run(), endings);
    }
}

/// <summary>The states in which executions of a generated program end, in words that do not depend on how a search numbers
/// things.</summary>
internal static class FinalStates
{
    public static SortedSet<string> Of(Specimen specimen, IEnumerable<uint[]> endings)
    {
        var initial = new TransitionSystem(specimen.Model).Initial;
        return new(endings.Select(state => specimen.Translation.Machine.Describe(state, initial)), StringComparer.Ordinal);
    }

    public static SortedSet<string> OfWholeSearch(Specimen specimen) => specimen.Expected.FinalStates;
}
