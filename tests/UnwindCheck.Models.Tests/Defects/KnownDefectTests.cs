using Interleave;
using Interleave.Exploration;
using Interleave.Kernel;
using Interleave.Replay;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Defects;

/// <summary>The defects of the posted design that were known before this checker, each found again.</summary>
public sealed class KnownDefectTests
{
    [Fact]
    public void S1_the_first_request_of_a_context_returns_0_with_cookie_0_without_any_interrupt_or_switch()
    {
        var scenario = Shipped.Scenario("first-request");
        var witness = WitnessOf("v4", "first-request", "contract-queued");

        Assert.Equal((1, 1, 0), (scenario.Cpus, scenario.Tasks.Count, scenario.Interrupts.Count));
        Assert.Equal((0, 0, 0), (witness.Preemptions, witness.Interrupts, witness.Failures));
        Assert.Equal([new RequestResult(0, 0)], EventsOf<RequestReturned>("v4", "first-request", witness).Select(static returned => returned.Result));
    }

    [Fact]
    public void S1_the_callback_has_the_cookie_that_the_request_should_have_returned()
    {
        var witness = WitnessOf("v4", "first-request", "callback-spurious");

        Assert.Equal(
            EventsOf<CookieAssigned>("v4", "first-request", witness).Select(static assigned => assigned.Cookie),
            EventsOf<CallbackStarted>("v4", "first-request", witness).Select(static started => started.Cookie));
    }

    [Fact]
    public void S1_is_gone_when_get_cookie_returns_what_it_made() =>
        Assert.Empty(Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie), Shipped.Scenario("first-request")));

    [Fact]
    public void S2_an_exiting_task_hands_its_callback_a_trace_that_was_never_initialised() =>
        Assert.Contains("argument-initialised", Shipped.Violated("v4", "exit-with-request"));

    [Fact]
    public void S2_a_failed_allocation_hands_the_callback_a_trace_that_was_never_initialised() =>
        Assert.Equal(1, WitnessOf("v4", "allocation-fails", "argument-initialised").Failures);

    [Fact]
    public void S2_is_gone_when_the_trace_is_initialised() => Assert.All(
        (string[])["exit-with-request", "allocation-fails"],
        static scenario => Assert.DoesNotContain("argument-initialised", Shipped.Violated(Shipped.V4With(V4Changes.InitialiseTrace), Shipped.Scenario(scenario))));

    [Fact]
    public void S3_an_interrupt_between_the_callback_and_the_clearing_of_its_mark_is_told_that_one_is_pending()
    {
        var witness = WitnessOf("v4", "irq-and-syscall", "contract-pending");

        Assert.Equal((0, 1, 0), (witness.Preemptions, witness.Interrupts, witness.Failures));
        Assert.Equal([ContextLevel.Task, ContextLevel.Irq], EventsOf<RequestReturned>("v4", "irq-and-syscall", witness).Select(static returned => returned.Level));
        Assert.Equal(-17, EventsOf<RequestReturned>("v4", "irq-and-syscall", witness)[^1].Result.Return);
    }

    [Fact]
    public void S3_breaks_the_letter_of_the_contract_only_the_cookie_was_delivered()
    {
        Assert.DoesNotContain("callback-lost", Shipped.Violated("v4", "irq-and-syscall"));
        Assert.Equal(["contract-pending"], Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie), Shipped.Scenario("irq-and-syscall")));
    }

    [Fact]
    public void S3_is_gone_when_the_mark_is_cleared_before_the_callback() =>
        Assert.Empty(Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie | V4Changes.ClearPendingFirst), Shipped.Scenario("irq-and-syscall")));

    [Fact]
    public void S7_a_task_that_shares_a_descriptor_is_told_that_its_callback_is_pending_and_never_gets_it()
    {
        var witness = WitnessOf("v4", "per-cpu-descriptor", "callback-lost");
        var scenario = Shipped.Scenario("per-cpu-descriptor");

        Assert.Equal((1, 2), (scenario.Cpus, scenario.Tasks.Count));
        Assert.Equal((0, 0, 0), (witness.Preemptions, witness.Interrupts, witness.Failures));
        Assert.DoesNotContain(EventsOf<CallbackStarted>("v4", "per-cpu-descriptor", witness), static started => started.Task.Name == "B");
    }

    [Fact]
    public void S7_needs_a_descriptor_that_tasks_share() => Assert.DoesNotContain(
        "callback-lost",
        Shipped.Violated(Shipped.Design("v4"), Shipped.Text(Shipped.Scenario("per-cpu-descriptor").Text.Replace("per-cpu", "per-task", StringComparison.Ordinal))));

    [Fact]
    public void S8_two_CPUs_queue_one_descriptor_in_two_lists()
    {
        var witness = WitnessOf("v4", "shared-descriptor", "list-once");
        var queued = EventsOf<WorkQueued>("v4", "shared-descriptor", witness);

        Assert.Equal(2, Shipped.Scenario("shared-descriptor").Cpus);
        Assert.Equal(0, witness.Interrupts);
        Assert.Equal(["A", "B"], queued.Select(static occurrence => occurrence.Task.Name).Order(StringComparer.Ordinal));
        Assert.Single(queued.Select(static occurrence => occurrence.Head).Distinct());
    }

    [Fact]
    public void S8_needs_two_CPUs_the_irqsave_guard_is_enough_on_one() => Assert.DoesNotContain(
        "list-once",
        Shipped.Violated(Shipped.Design("v4"), Shipped.Text(
            """
            tracer w shared
            task A on 0 { syscall { request w; request w } }
            task B may run on 0 { syscall { request w; request w } }
            budget preemptions 2
            """)));

    [Fact]
    public void S8_is_gone_when_a_request_claims_the_descriptor_before_it_queues_it() =>
        Assert.DoesNotContain("list-once", Shipped.Violated(Shipped.V4With(V4Changes.ClaimPending), Shipped.Scenario("shared-descriptor")));

    [Fact]
    public void S10_the_counter_of_CPU_0_wraps_to_a_cookie_of_0() =>
        Assert.Contains("cookie-nonzero", Shipped.Violated("v4", "counter-wraps"));

    [Fact]
    public void S10_needs_a_wrap() => Assert.DoesNotContain(
        "cookie-nonzero",
        Shipped.Violated(Shipped.Design("v4"), Shipped.Text(Shipped.Scenario("counter-wraps").Text.Replace("start 7", "start 6", StringComparison.Ordinal))));

    [Theory]
    [InlineData("v4-lowbit")]
    [InlineData("v4-skip0")]
    public void S10_is_gone_with_the_encodings_that_the_thread_proposes(string design) =>
        Assert.Empty(Shipped.Violated(design, "counter-wraps"));

    [Fact]
    public void S12_the_stub_of_a_kernel_without_unwinding_does_not_fit_its_calls() =>
        Assert.Contains("declarations-match", Shipped.Violated("v4", "without-unwind-user"));

    [Fact]
    public void S14_a_tracer_on_an_event_of_the_exit_loop_keeps_the_task_in_it_for_ever()
    {
        var witness = WitnessOf("v4", "tracer-in-exit-loop", EngineInvariants.Terminates);
        var model = Shipped.Model("v4", "tracer-in-exit-loop");
        Replayer.Run(model, Schedule.Of(model, witness.Moves.Take(witness.CycleStart!.Value)), out var before);
        var steps = Replayer.Run(model, Schedule.Of(model, witness.Moves), out var after);
        var cycle = steps.Skip(witness.CycleStart.Value).SelectMany(static step => step.Events).ToList();

        Assert.True(after.IsInSameStateAs(before));
        Assert.Single(cycle.OfType<RequestReturned>());
        Assert.Single(cycle.OfType<CallbackStarted>());
        Assert.Empty(cycle.OfType<UserReturned>());
    }

    [Fact]
    public void S14_is_gone_when_a_context_gets_one_callback() => Assert.DoesNotContain(
        EngineInvariants.Terminates,
        Shipped.Violated(Shipped.V4With(V4Changes.ReturnNewCookie | V4Changes.OncePerContext), Shipped.Scenario("tracer-in-exit-loop")));

    private static Witness WitnessOf(string design, string scenario, string invariant) => Shipped.Explore(design, scenario).Witnesses[invariant];

    private static IReadOnlyList<T> EventsOf<T>(string design, string scenario, Witness witness)
    {
        var model = Shipped.Model(design, scenario);
        return [.. Replayer.Run(model, Schedule.Of(model, witness.Moves), out _).SelectMany(static step => step.Events).OfType<T>()];
    }
}
