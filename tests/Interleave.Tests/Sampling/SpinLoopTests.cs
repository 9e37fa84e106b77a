using Interleave.Sampling;
using Interleave.Tests.Search;

namespace Interleave.Tests.Sampling;

/// <summary>Loops that wait are recognised and named by their line; they neither hang an execution nor fill it.</summary>
public sealed class SpinLoopTests
{
    private static readonly int SpinLine = Line(nameof(Spin));

    public static TheoryData<SamplingStrategy> Strategies => SamplingTests.Strategies;

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_process_that_spins_lets_the_one_it_waits_for_go_on(SamplingStrategy strategy)
    {
        var result = Explore.Sample(Waiting(answered: true), new SampleOptions { Strategy = strategy, Runs = 300, MaxSteps = 500 });
        Assert.Equal(0, result.Cut);
        Assert.Empty(result.Witnesses);
        var loop = Assert.Single(result.SpinLoops);
        Assert.Equal(("waiter", nameof(Spin), SpinLine), (loop.Process.Name, loop.Site.Member, loop.Site.Line));
        Assert.InRange(loop.Runs, 1, 300);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Waiting_for_ever_is_a_livelock_with_a_fair_cycle(SamplingStrategy strategy)
    {
        var result = Explore.Sample(Waiting(answered: false), new SampleOptions { Strategy = strategy, Runs = 20, MaxSteps = 500 });
        var found = result.Witnesses[EngineInvariants.Terminates].Witness;
        Assert.Equal([EngineInvariants.Terminates], Explore.Search(Waiting(answered: false)).Violated);
        Lasso.AssertFair(Waiting(answered: false), found);
        Assert.Equal(20, result.Violations[EngineInvariants.Terminates]);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Two_that_wait_for_each_other_are_a_livelock(SamplingStrategy strategy)
    {
        var result = Explore.Sample(Deadly(), new SampleOptions { Strategy = strategy, Runs = 200, MaxSteps = 2_000 });
        Lasso.AssertFair(Deadly(), result.Witnesses[EngineInvariants.Terminates].Witness);
    }

    [Fact]
    public void A_loop_that_counts_has_no_end_and_is_named()
    {
        var result = Explore.Sample(Counting(), new SampleOptions { Runs = 3, MaxSteps = 1_000 });
        Assert.Equal(3, result.Cut);
        var loop = Assert.Single(result.EndlessLoops);
        Assert.Equal(("counter", nameof(CountForEver), 3), (loop.Process.Name, loop.Site.Member, loop.Runs));
    }

    [Fact]
    public void A_search_that_such_a_loop_has_cut_names_it()
    {
        var result = Explore.Search(Counting(), new() { MaxStates = 5_000 });
        Assert.False(result.Complete);
        Assert.Equal(nameof(CountForEver), result.Hint!.Site.Member);
        Assert.Null(Explore.Search(Waiting(answered: true)).Hint);
    }

    private static Model Waiting(bool answered)
    {
        var model = new Model();
        var (flag, other) = (model.Cell("flag"), model.Cell("other"));
        model.Process("waiter", () => Spin(flag));
        model.Process("setter", () => SetLater(answered ? flag : other));
        return model;
    }

    private static Model Deadly()
    {
        var model = new Model();
        var (one, two) = (model.Cell("one"), model.Cell("two"));
        model.Process("a", () => TakeBoth(one, two));
        model.Process("b", () => TakeBoth(two, one));
        return model;
    }

    private static Model Counting()
    {
        var model = new Model();
        var x = model.Cell("x");
        model.Process("counter", () => CountForEver(x));
        return model;
    }

    private static async Step Spin(Cell flag)
    {
        while (await flag.ReadOnce() == 0)
        {
        }
    }

    private static async Step SetLater(Cell flag)
    {
        for (var i = 0; i < 5; i++)
        {
            await flag.ReadOnce();
        }

        await flag.WriteOnce(1);
    }

    private static async Step TakeBoth(Cell first, Cell second)
    {
        while (await first.Exchange(1) != 0)
        {
        }

        while (await second.Exchange(1) != 0)
        {
        }

        await second.WriteOnce(0);
        await first.WriteOnce(0);
    }

    private static async Step CountForEver(Cell x)
    {
        for (var tries = 0; await x.ReadOnce() == 0; tries++)
        {
            await x.WriteOnce(tries < 0 ? 1u : 0u);
        }
    }

    private static int Line(string method)
    {
        var result = Explore.Search(Waiting(answered: true), new() { MaxStates = 1_000 });
        Assert.True(result.Complete);
        return Explore.All(Waiting(answered: true)).SchedulingPoints.Single(point => point.Member == method).Line;
    }
}
