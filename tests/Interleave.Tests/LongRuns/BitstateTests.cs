using Interleave.Exploration;
using Interleave.Tests.Golden;

namespace Interleave.Tests.LongRuns;

/// <summary>A bitstate search covers most of what is there, says how much, and never says that it was complete.</summary>
public sealed class BitstateTests
{
    private const string Program = "increments(5,2)";

    private static readonly SearchResult Whole = Explore.Search(ParametricPrograms.Parse(Program), new SearchOptions { KeepGraph = false });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void With_room_enough_it_finds_every_state_and_is_still_not_complete(int threads)
    {
        var result = Explore.All(ParametricPrograms.Parse(Program), new SearchOptions { BitstateBytes = 64 << 20, Threads = threads });
        Assert.Equal((Whole.States, Whole.Transitions, Whole.Depth), (result.Search.States, result.Search.Transitions, result.Search.Depth));
        Assert.False(result.Search.Complete);
        Assert.False(result.Holds);
        Assert.Equal("--bitstate", result.Search.StoppedBy);
        Assert.True(result.Search.Bitstate!.Estimate > 0.999);
    }

    /// <summary>Few bits a state: what it finds is less, and the estimate says about how much less.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(8)]
    [InlineData(5)]
    public void The_estimate_of_what_was_missed_is_right(int bitsPerState)
    {
        var result = Explore.Search(ParametricPrograms.Parse(Program), new SearchOptions { BitstateBytes = Whole.States * bitsPerState / 8 });
        var missed = Whole.States - result.States;
        Assert.InRange(missed, 1, Whole.States / 2);

        // Only the states taken for others are estimated; those that nothing else leads to are missed with them.
        Assert.InRange(result.Bitstate!.ExpectedMissed, missed / 2.0, missed * 1.2);
        Assert.Equal(result.Bitstate.Estimate, result.States / (double)Whole.States, 0.1);
    }

    [Fact]
    public void A_violation_that_it_finds_has_its_simplest_witness()
    {
        var model = Lost();
        var result = Explore.All(model, new SearchOptions { BitstateBytes = 1 << 20 });
        Assert.Equal([EngineInvariants.NoException], result.Search.Violated);
        Assert.Equal(Explore.All(Lost()).Witnesses[EngineInvariants.NoException].Moves, result.Witnesses[EngineInvariants.NoException].Moves);
    }

    private static Model Lost()
    {
        var model = new Model();
        var x = model.Cell("x");
        var done = model.Cell("done");
        model.Process("a", () => Increment(x, done));
        model.Process("b", () => Increment(x, done));
        return model;
    }

    private static async Step Increment(Cell x, Cell done)
    {
        await x.WriteOnce(await x.ReadOnce() + 1);
        if (await done.FetchAdd(1) == 1)
        {
            Check.That(await x.ReadOnce() == 2, "an increment is lost");
        }
    }
}
