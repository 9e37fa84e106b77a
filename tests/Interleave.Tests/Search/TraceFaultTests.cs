using Interleave.Exploration;
using Interleave.Tests.Golden;

namespace Interleave.Tests.Search;

/// <summary>The counts by which the exploration of traces is judged notice mistakes that were put in on purpose.</summary>
public sealed class TraceFaultTests
{
    [Theory]
    [InlineData("Wx0 | Rx", "two writes or reads of the value that was there are still ordered")]
    [InlineData("Wx0;Wy1 | Ry;Rx | Wx0", "so are those that others follow")]
    public void A_footprint_without_writes_that_change_nothing_is_too_small(string program, string reason)
    {
        Assert.NotEmpty(reason);
        Assert.True(Count(LitmusProgram.Parse(program), TraceFault.SmallFootprint) < Count(LitmusProgram.Parse(program), TraceFault.None));
    }

    [Theory]
    [InlineData("lastzero(3)")]
    [InlineData("lastzero(5)")]
    [InlineData("fib+check(2)")]
    public void A_sleeping_move_that_wakes_up_one_event_late_loses_classes_or_runs_in_vain(string program)
    {
        var right = Explore.Traces(ParametricPrograms.Parse(program));
        var wrong = Explore.Traces(ParametricPrograms.Parse(program), new TraceOptions { Fault = TraceFault.LateWakeUp });
        Assert.Equal(0, right.Redundant);
        Assert.NotEqual((right.Executions, right.Redundant), (wrong.Executions, wrong.Redundant));
    }

    /// <summary>The first execution is one in which the sleeper comes too late. That it could have come in time is seen only
    /// from the operation that it stands at in the end.</summary>
    [Fact]
    public void A_wake_up_that_is_lost_between_two_threads_hides_what_follows_it()
    {
        Assert.Equal([EngineInvariants.NoDeadlock, EngineInvariants.NoException], Violated(TraceFault.None));
        Assert.Equal(Violated(TraceFault.None), Explore.All(WakeUp()).Search.Violated.Order(StringComparer.Ordinal));
        Assert.Equal([EngineInvariants.NoDeadlock], Violated(TraceFault.LostWakeUp));
    }

    private static long Count(Model model, TraceFault fault) => Explore.Traces(model, new TraceOptions { Fault = fault }).Executions;

    private static IEnumerable<string> Violated(TraceFault fault) =>
        Explore.Traces(WakeUp(), new TraceOptions { Fault = fault }).Violated.Order(StringComparer.Ordinal);

    /// <summary>The waker lowers its flag again, so a sleeper that comes late waits for ever.</summary>
    private static Model WakeUp()
    {
        var model = new Model();
        var flag = model.Cell("flag");
        model.Process("waker", () => Wake(flag));
        model.Process("sleeper", () => Sleep(flag));
        return model;
    }

    private static async Step Wake(Cell flag)
    {
        await flag.WriteOnce(1);
        await flag.WriteOnce(0);
    }

    private static async Step Sleep(Cell flag)
    {
        await flag.WaitUntil(1);
        Check.That(false, "never woken");
    }
}
