using Interleave.Exploration;
using Interleave.Sampling;

namespace Interleave.Tests.Library;

/// <summary>What tests say of explorations, and what they print when it is not so.</summary>
public sealed class AssertionTests
{
    [Fact]
    public void A_search_that_was_cut_does_not_hold()
    {
        var failure = Assert.Throws<ExplorationFailedException>(() => Explore.All(m => AddProcess(m, x => Write(x, 5)), new SearchOptions { MaxStates = 2 }).ShouldHold());
        Assert.StartsWith("nothing is violated so far, but the search was stopped by --max-states after 3 states", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deadlock_is_shown_with_who_waits_where()
    {
        var failure = Assert.Throws<ExplorationFailedException>(() => Explore.All(m => AddProcess(m, x => Wait(x))).ShouldHold());
        Assert.Contains("no-deadlock: nothing can go on: p at Wait:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_livelock_is_shown_with_what_repeats()
    {
        var failure = Assert.Throws<ExplorationFailedException>(() => Explore.All(m => AddProcess(m, x => Spin(x))).ShouldHold());
        Assert.Contains("      for ever:\n   1  p  x = 0  AssertionTests.cs:", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("the steps from 1 on repeat for ever", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expected_violation_that_does_not_come_is_a_failure()
    {
        var failure = Assert.Throws<ExplorationFailedException>(() => Explore.All(m => AddProcess(m, x => Write(x, 1))).ShouldViolate(EngineInvariants.NoException));
        Assert.Equal("no-exception was expected to be violated, and is not in 2 states, which are all", failure.Message);
    }

    [Fact]
    public void A_sampled_violation_is_shown_with_its_seed()
    {
        var failure = Assert.Throws<ExplorationFailedException>(() => Explore.Sample(m => AddProcess(m, x => Fail(x)), new SampleOptions { Runs = 3, Seed = 9 }).ShouldFindNothing());
        Assert.StartsWith("no-exception is violated in execution 0 of seed 9\nin 1 step, 0 switches, 0 interrupts, 0 failures: p×1\n", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("no-exception: failed", failure.Message, StringComparison.Ordinal);
        Explore.Sample(m => AddProcess(m, x => Write(x, 1)), new SampleOptions { Runs = 3 }).ShouldFindNothing();
    }

    [Fact]
    public void Xunit_takes_it_for_a_failed_assertion() =>
        Assert.Contains(typeof(ExplorationFailedException).GetInterfaces(), marker => marker.Name == "IAssertionException");

    private static void AddProcess(Model model, Func<Cell, Step> body)
    {
        var x = model.Cell("x");
        model.Process("p", () => body(x));
    }

    private static async Step Write(Cell x, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await x.WriteOnce((uint)i);
        }
    }

    private static async Step Wait(Cell x) => await x.WaitUntil(1);

    private static async Step Spin(Cell x)
    {
        while (await x.ReadOnce() == 0)
        {
        }
    }

    private static async Step Fail(Cell x)
    {
        await x.ReadOnce();
        Check.That(false, "failed");
    }
}
