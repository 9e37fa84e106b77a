using Interleave.Sampling;
using Interleave.Tests.Generated;
using Interleave.Tests.Golden;

namespace Interleave.Tests.Sampling;

/// <summary>Sampled executions are executions of the model, chosen as the strategy says, and can be run again.</summary>
public sealed class SamplingTests
{
    private const int Programs = 150;

    public static TheoryData<SamplingStrategy> Strategies => [SamplingStrategy.Random, SamplingStrategy.Pct, SamplingStrategy.Pos];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void What_is_found_in_generated_programs_is_really_there(SamplingStrategy strategy)
    {
        var (found, all) = (0, 0);
        Specimen.ForEach(Specimen.WithInterrupts.Take(Programs).Concat(Specimen.WithThreads.Take(Programs)).Concat(Specimen.WithPendingInterrupts.Take(Programs)).Concat(Specimen.WithCorners.Take(Programs / 3)), specimen =>
        {
            var result = Explore.Sample(specimen.Model, new SampleOptions { Strategy = strategy, Runs = 100 });
            Assert.Equal(0, result.Cut);
            Assert.InRange(result.Coverage.States, 1, specimen.Search.States);
            Assert.InRange(result.Coverage.LocalStates, 1, specimen.Search.LocalStates);
            Assert.Subset(specimen.Search.Violated.ToHashSet(), result.Witnesses.Keys.ToHashSet());
            foreach (var (invariant, sampled) in result.Witnesses)
            {
                Assert.Contains(invariant, ReplayedWitness.Violations(specimen.Model, sampled.Witness));
                var simplest = specimen.Result.Witnesses[invariant];
                Assert.True(Cost(sampled.Witness) >= Cost(simplest), $"{invariant}: cheaper than the cheapest");
            }

            found += result.Witnesses.Count;
            all += specimen.Search.Violated.Count;
        });

        Assert.True(found > all / 2, $"{found} of {all} violations found");
    }

    [Fact]
    public void Enough_random_walks_meet_every_state_of_a_small_program()
    {
        var whole = Explore.Search(ParametricPrograms.Parse("increments(2,2)"));
        var result = Explore.Sample(ParametricPrograms.Parse("increments(2,2)"), new SampleOptions { Strategy = SamplingStrategy.Random, Runs = 20_000 });
        Assert.Equal((whole.States, whole.LocalStates), (result.Coverage.States, result.Coverage.LocalStates));
        Assert.Equal((0, 0), (result.Coverage.NewStatesLately, result.Coverage.NewLocalStepsLately));
        Assert.All(result.Coverage.Processes, process => Assert.Equal(2, process.Operations));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void The_same_seed_runs_the_same_executions_and_another_one_others(SamplingStrategy strategy)
    {
        var options = new SampleOptions { Strategy = strategy, Runs = 50, Seed = 7 };
        var (one, two) = (Explore.Sample(Lost(6), options), Explore.Sample(Lost(6), options));
        Assert.Equal((one.Steps, one.Coverage.States), (two.Steps, two.Coverage.States));
        Assert.Equal(one.Witnesses.Single().Value.Witness.Moves, two.Witnesses.Single().Value.Witness.Moves);
        var others = Enumerable.Range(8, 5).Select(seed => Explore.Sample(Lost(6), options with { Seed = (ulong)seed }).Coverage.States).ToList();
        Assert.Contains(others, states => states != one.Coverage.States);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_violating_execution_is_run_again_by_its_number(SamplingStrategy strategy)
    {
        var options = new SampleOptions { Strategy = strategy, Seed = 3 };
        var found = Explore.Sample(Lost(6), options).Witnesses[EngineInvariants.NoException];
        var again = Explore.Sample(Lost(6), options with { FirstRun = found.Run, Runs = 1 });
        Assert.Equal(found.Run, again.Witnesses[EngineInvariants.NoException].Run);
        Assert.Equal(found.Witness.Moves, again.Witnesses[EngineInvariants.NoException].Witness.Moves);
    }

    [Fact]
    public void It_stops_at_the_first_violation_when_told_so()
    {
        var result = Explore.Sample(Lost(3), new SampleOptions { StopAtViolation = true });
        Assert.Equal(result.Runs - 1, result.Witnesses.Single().Value.Run);
    }

    [Fact]
    public void An_execution_that_violates_an_invariant_twice_counts_once()
    {
        var model = new Model();
        var region = model.Region("memory");
        var field = model.Cell("field", 0, region);
        model.Process("p", () => FreeAndReadTwice(region, field));
        var result = Explore.Sample(model, new SampleOptions { Runs = 3 });
        Assert.Equal((3, 3), (result.Runs, result.Violations[EngineInvariants.UseAfterFree]));
    }

    [Fact]
    public void It_is_stopped_by_time_and_by_whoever_asked_for_it()
    {
        Assert.Equal(0, Explore.Sample(Lost(3), new SampleOptions { TimeLimit = TimeSpan.FromTicks(-1) }).Runs);
        using var source = new CancellationTokenSource();
        var result = Explore.Sample(Lost(3), new SampleOptions
        {
            Cancellation = source.Token,
            Progress = runs =>
            {
                if (runs == 7)
                {
                    source.Cancel();
                }
            },
        });
        Assert.Equal(7, result.Runs);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Without_depth_or_steps_there_is_nothing_to_run(int depth, int steps) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Explore.Sample(Lost(3), new SampleOptions { Depth = depth, MaxSteps = steps }));

    /// <summary>The measured share of executions that find a defect of depth d is not below what theory promises.</summary>
    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(3, 6)]
    public void Pct_finds_a_defect_at_least_as_often_as_its_bound_says(int depth, int rounds)
    {
        const int Runs = 20_000;
        var result = Explore.Sample(Handshake(depth, rounds), new SampleOptions { Depth = depth, Runs = Runs, Seed = 11 });
        var bound = result.Bound!;
        Assert.Equal((2, depth, 0), (bound.Processes, bound.Depth, bound.LongerRuns));
        Assert.Equal(1 / (2 * Math.Pow(bound.Steps, depth - 1)), bound.OneRun, 1e-12);
        var share = result.Violations.GetValueOrDefault(EngineInvariants.NoException) / (double)Runs;

        // A share of so many executions is off by chance; this is four standard deviations.
        var chance = 4 * Math.Sqrt(bound.OneRun / Runs);
        Assert.True(share >= bound.OneRun - chance, $"{share} of the executions found it, {bound.OneRun} were promised");
        Assert.InRange(bound.AllRuns, bound.OneRun, 1);
    }

    [Fact]
    public void A_depth_too_small_for_a_defect_never_finds_it()
    {
        // With no change of priority one process runs to its end before the other begins.
        var result = Explore.Sample(Lost(3), new SampleOptions { Depth = 1 });
        Assert.Empty(result.Witnesses);
        Assert.Equal(1 / 2.0, result.Bound!.OneRun);
    }

    /// <summary>A race in a corner: nine private steps on one side, one racing step on the other.</summary>
    [Fact]
    public void Partial_order_sampling_finds_rare_orders_of_racing_steps_more_often_than_a_random_walk()
    {
        var walk = Explore.Sample(Rare(), new SampleOptions { Strategy = SamplingStrategy.Random, Runs = 5_000 });
        var pos = Explore.Sample(Rare(), new SampleOptions { Strategy = SamplingStrategy.Pos, Runs = 5_000 });
        Assert.True(
            pos.Violations.GetValueOrDefault(EngineInvariants.NoException) > 2 * walk.Violations.GetValueOrDefault(EngineInvariants.NoException),
            $"{pos.Violations.GetValueOrDefault(EngineInvariants.NoException)} against {walk.Violations.GetValueOrDefault(EngineInvariants.NoException)}");
    }

    private static int Cost(Exploration.Witness witness) => witness.Preemptions + witness.Interrupts + witness.Failures;

    /// <summary>An update that is lost when a process is interrupted in its last round.</summary>
    private static Model Lost(int rounds)
    {
        var model = new Model();
        var (x, done) = (model.Cell("x"), model.Cell("done"));
        foreach (var name in new[] { "a", "b" })
        {
            model.Process(name, () => Increment(x, done, rounds));
        }

        return model;
    }

    private static async Step FreeAndReadTwice(Region region, Cell field)
    {
        await region.Freed.WriteOnce(1);
        await field.ReadOnce();
        await field.ReadOnce();
    }

    private static async Step Increment(Cell x, Cell done, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await x.WriteOnce(await x.ReadOnce() + 1);
        }

        if (await done.FetchAdd(1) == 1)
        {
            Check.That(await x.ReadOnce() == 2 * rounds, "an increment is lost");
        }
    }

    /// <summary>A defect that shows when the processes take turns at d - 1 places, each once.</summary>
    private static Model Handshake(int depth, int rounds)
    {
        var model = new Model();
        var (x, y) = (model.Cell("x"), model.Cell("y"));
        model.Process("a", () => depth == 2 ? SetAndClear(x, rounds) : SetAndCheck(x, y, rounds));
        model.Process("b", () => depth == 2 ? LookOnce(x) : Answer(x, y, rounds));
        return model;
    }

    private static async Step SetAndClear(Cell x, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await x.WriteOnce(0);
        }

        await x.WriteOnce(1);
        await x.WriteOnce(0);
    }

    private static async Step LookOnce(Cell x) => Check.That(await x.ReadOnce() == 0, "seen");

    private static async Step SetAndCheck(Cell x, Cell y, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await x.WriteOnce(0);
        }

        await x.WriteOnce(1);
        await x.WriteOnce(0);
        Check.That(await y.ReadOnce() == 0, "answered in between");
    }

    private static async Step Answer(Cell x, Cell y, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await y.WriteOnce(0);
        }

        if (await x.ReadOnce() == 1)
        {
            await y.WriteOnce(1);
            await y.WriteOnce(0);
        }
    }

    private static Model Rare()
    {
        var model = new Model();
        var (x, own) = (model.Cell("x"), model.Cell("own"));
        model.Process("long", () => Long(x, own));
        model.Process("short", () => Short(x));
        return model;
    }

    private static async Step Long(Cell x, Cell own)
    {
        for (var i = 0; i < 9; i++)
        {
            await own.WriteOnce((uint)i);
        }

        await x.WriteOnce(1);
    }

    private static async Step Short(Cell x) => Check.That(await x.ReadOnce() == 0, "the long one was first");
}
