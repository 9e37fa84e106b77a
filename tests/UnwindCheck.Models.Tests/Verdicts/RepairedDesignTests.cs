using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>v4-repaired: what its repairs cure, and that none of them is superfluous.</summary>
public sealed class RepairedDesignTests
{
    /// <summary>Beyond what a change inside these functions can repair are a cancellation from the callback itself or from an
    /// interrupt on the task's CPU, which cannot wait; a counter of two bits; a tracer that frees its descriptor while it asks,
    /// or whose own interrupt asks for another task than its NMI; requests after the exit loop's last look at the flags or
    /// after a signal frame was built; the task work of a task that has lost its address space; and descriptors that several
    /// tasks share.</summary>
    private static readonly string[] BeyondRepair =
    [
        "bpf-off-cpu-careless", "callback-cancels", "cancel-and-exit", "cancel-in-irq", "counter-wraps-around", "exit-with-request", "fork-and-exit", "free-without-quiesce",
        "ftrace-instances", "irq-while-exiting", "irq-work-asks", "late-window", "lttng-careless", "nested-nmis-while-exiting", "nmi-while-exiting", "per-cpu-descriptor",
        "perf-cpu-careless", "shared-descriptor", "signal-frame",
    ];

    private static IEnumerable<V4Changes> Repairs =>
        Enum.GetValues<V4Changes>().Where(static change => change is not V4Changes.None and not V4Changes.AllRepairs && V4Changes.AllRepairs.HasFlag(change));

    [Fact]
    public void It_holds_in_every_scenario_but_those_beyond_local_repair() =>
        Assert.Equal(BeyondRepair, Shipped.Scenarios.Where(static scenario => !Shipped.Explore("v4-repaired", scenario).Holds));

    [Fact]
    public void No_repair_can_be_left_out() =>
        Assert.DoesNotContain(Repairs, static repair => HoldsEverywhere(V4Changes.AllRepairs & ~repair));

    /// <summary>A request after the callback began is refused (<see cref="V4Changes.OncePerContext"/>) before anybody
    /// looks at the mark, so it does not matter when that is cleared.</summary>
    [Fact]
    public void The_early_clearing_of_the_mark_changes_no_verdict_of_the_repaired_design() =>
        Assert.True(HoldsEverywhere(V4Changes.AllRepairs | V4Changes.ClearPendingFirst));

    [Fact]
    public void The_early_clearing_of_the_mark_cures_S3_without_taking_back_a_promise()
    {
        Assert.Contains("contract-pending", Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie), Shipped.Scenario("irq-and-syscall")));
        Assert.Empty(Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie | V4Changes.ClearPendingFirst), Shipped.Scenario("irq-and-syscall")));
    }

    [Theory]
    [InlineData(V4Changes.ReturnNewCookie, "early-entry")]
    [InlineData(V4Changes.InitialiseTrace, "exit-with-request")]
    [InlineData(V4Changes.InitialiseTrace, "allocation-fails")]
    [InlineData(V4Changes.OncePerContext, "irq-and-syscall")]
    [InlineData(V4Changes.ClaimPending, "cancel-remote")]
    [InlineData(V4Changes.OncePerContext, "tracer-in-exit-loop")]
    [InlineData(V4Changes.CancelWaits, "cancel-and-free")]
    [InlineData(V4Changes.ResetAtExit, "early-entry")]
    [InlineData(V4Changes.QuietInNmi, "nmi-asks")]
    [InlineData(V4Changes.MatchingStubs, "without-unwind-user")]
    public void A_scenario_shows_what_a_repair_is_for(V4Changes repair, string scenario) =>
        Assert.NotEmpty(Shipped.Violated(Shipped.V4With(V4Changes.AllRepairs & ~repair, CookieEncoding.LowestBitOne), Shipped.Scenario(scenario)));

    [Fact]
    public void Without_the_changed_encoding_a_counter_that_wraps_makes_a_cookie_of_0() =>
        Assert.Contains("cookie-nonzero", Shipped.Violated(Shipped.V4With(V4Changes.AllRepairs), Shipped.Scenario("counter-wraps")));

    [Fact]
    public void The_repairs_are_all_switches_but_the_superfluous_one_and_those_of_later_patches() =>
        Assert.Equal(V4Changes.AllRepairs, Enum.GetValues<V4Changes>().Aggregate(static (all, change) => all | change) & ~V4Changes.AcceptNmi & ~V4Changes.ClearPendingFirst & ~V4Changes.Cache & ~V4Changes.NmiCookie);

    /// <summary>A price of <see cref="V4Changes.CancelWaits"/>: what it waits for is the work of the task that the
    /// interrupt keeps from running.</summary>
    [Theory]
    [InlineData(V4Changes.AllRepairs, true)]
    [InlineData(V4Changes.AllRepairs & ~V4Changes.CancelWaits, false)]
    public void A_cancellation_that_waits_must_not_be_called_from_an_interrupt(V4Changes changes, bool stuck)
    {
        var scenario = Shipped.Scenario("cancel-in-irq");

        Assert.Equal(stuck, Shipped.Violated(Shipped.V4With(changes), scenario).Contains(Interleave.EngineInvariants.NoDeadlock));
    }

    private static bool HoldsEverywhere(V4Changes changes) => Shipped.Scenarios
        .Except(BeyondRepair)
        .OrderBy(static scenario => Shipped.Explore("v4-repaired", scenario).Search.States)
        .All(scenario => Shipped.Violated(Shipped.V4With(changes, CookieEncoding.LowestBitOne), Shipped.Scenario(scenario)).Count == 0);
}
