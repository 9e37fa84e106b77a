using Interleave;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Defects;

/// <summary>What looks like a bug and is none. The posted design is taken with a get_cookie() that returns what it
/// makes: that defect shows in every first request and would hide whether anything else does.</summary>
public sealed class NegativeControlTests
{
    [Theory]
    [InlineData("ask-again")]
    [InlineData("exit-after-callback")]
    [InlineData("first-request")]
    [InlineData("fork")]
    [InlineData("irq-splits-increment")]
    [InlineData("migration")]
    [InlineData("page-fault")]
    [InlineData("per-task-two-cpus")]
    [InlineData("preemption")]
    [InlineData("sched-switch")]
    [InlineData("three-cpus")]
    [InlineData("two-contexts")]
    [InlineData("two-irqs")]
    [InlineData("two-tracers")]
    public void The_posted_design_keeps_all_promises(string scenario) => Assert.Empty(Shipped.Violated("v4-posted", scenario));

    [Theory]
    [InlineData(V4Changes.ReturnNewCookie)]
    [InlineData(V4Changes.ReturnNewCookie | V4Changes.ClearPendingFirst)]
    public void A_work_that_is_queued_again_while_it_runs_corrupts_nothing(V4Changes changes)
    {
        var violated = Shipped.Violated(Shipped.V4With(changes), Shipped.Scenario("callback-asks"));

        Assert.Empty(violated.Intersect(["list-once", "callback-lost", "pending-stuck", "no-warning", EngineInvariants.Terminates, EngineInvariants.NoDeadlock, EngineInvariants.UseAfterFree]));
    }

    [Fact]
    public void A_callback_that_asks_again_is_called_again_when_the_mark_is_cleared_first() =>
        Assert.Empty(Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie | V4Changes.ClearPendingFirst), Shipped.Scenario("callback-asks")));

    [Fact]
    public void An_interrupt_and_one_descriptor_in_one_task_lose_no_callback() =>
        Assert.All((string[])["irq-and-syscall", "irq-in-user-mode"], static scenario => Assert.DoesNotContain("callback-lost", Shipped.Violated("v4-posted", scenario)));

    [Fact]
    public void Ilog2_of_a_power_of_two_keeps_CPUs_apart() => Assert.Empty(Shipped.Violated(
        Shipped.Design("v4-ilog"),
        Shipped.Text(Shipped.Scenario("three-cpus").Text.Replace("cpus 3", "cpus 4", StringComparison.Ordinal))));
}
