using Interleave;
using Interleave.Replay;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Defects;

/// <summary>The defects of v2, v3 and the tree after it: each found where it is, and gone with the change that cures it.</summary>
public sealed class V3FamilyTests
{
    [Theory]
    [InlineData("v2", true)]
    [InlineData("v2+adds-one", false)]
    [InlineData("v3", false)]
    [InlineData("v3.5", false)]
    public void B1_or_ing_1_into_the_counter_gives_all_contexts_of_a_CPU_one_cookie(string design, bool found) =>
        AssertFound(found, "cookie-unique-in-task", design, "two-contexts");

    [Theory]
    [InlineData("v2", false)]
    [InlineData("v3", true)]
    [InlineData("v3+shifted-cpu", false)]
    [InlineData("v3.5", false)]
    public void B2_a_CPU_number_that_is_not_shifted_makes_cookies_of_two_CPUs_equal(string design, bool found) =>
        AssertFound(found, "cookie-unique", design, "cpu-in-cookie");

    [Theory]
    [InlineData("v3", true)]
    [InlineData("v3+call-without-memory", false)]
    [InlineData("v3.5", true)]
    [InlineData("v3.5+call-without-memory", false)]
    [InlineData("v4-posted", false)]
    public void B5_without_memory_for_the_entries_a_promised_callback_is_never_made(string design, bool found) =>
        AssertFound(found, "callback-lost", design, "allocation-fails");

    [Theory]
    [InlineData("v2", true)]
    [InlineData("v3", true)]
    [InlineData("v3+owner-checked", false)]
    [InlineData("v3.5", true)]
    [InlineData("v3.5+owner-checked", false)]
    [InlineData("v4-posted", false)]
    public void B6_a_tracer_that_is_given_the_slot_of_another_one_is_called_without_having_asked(string design, bool found) =>
        AssertFound(found, "callback-spurious", design, "slot-reused");

    [Theory]
    [InlineData("v3", true)]
    [InlineData("v3+owner-checked", false)]
    [InlineData("v3.5", true)]
    [InlineData("v3.5+owner-checked", false)]
    public void B6_and_is_handed_the_data_of_the_other_one(string design, bool found) =>
        AssertFound(found, "callback-data", design, "slot-reused");

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("v3.5")]
    [InlineData("v4-posted")]
    public void B10_an_irq_work_that_an_NMI_queues_in_the_scheduler_asks_for_the_next_task(string design) =>
        AssertFound(true, "sample-answered", design, "irq-work-asks");

    [Fact]
    public void B10_the_task_that_asks_is_not_the_one_whose_sample_it_is()
    {
        var model = Shipped.Model("v3", "irq-work-asks");
        var witness = Shipped.Explore("v3", "irq-work-asks").Witnesses["sample-answered"];
        var events = Replayer.Run(model, Schedule.Of(model, witness.Moves), out _).SelectMany(static step => step.Events).ToList();

        Assert.NotEqual(Assert.Single(events.OfType<KernelSampleTaken>()).Task, Assert.Single(events.OfType<RequestStarted>()).Task);
    }

    [Fact]
    public void B10_needs_another_task_on_the_CPU() => Assert.Empty(Shipped.Violated(
        Shipped.Design("v3"),
        Shipped.Text(
            """
            tracer w per-task by irq-work
            task A on 0 { syscall { block } }
            nmi pmi on 0 max 1 { request w }
            """)));

    [Theory]
    [InlineData("v4-repaired")]
    [InlineData("6.17")]
    [InlineData("6.19")]
    public void Who_has_waited_for_the_irq_work_too_may_free_the_descriptor(string design) => Assert.Empty(Shipped.Violated(
        Shipped.Design(design),
        Shipped.Text(
            """
            tracer w per-task by irq-work quiesced
            task A on 0 { syscall { } syscall { } }
            nmi pmi on 0 max 1 { request w }
            remote R { quiesce w; cancel w of A; free w of A }
            """)));

    [Theory]
    [InlineData("v3", true)]
    [InlineData("v3+cookie-inside", false)]
    [InlineData("v3.5", false)]
    public void An_interrupt_after_the_cookie_was_read_makes_the_task_s_only_work_be_queued_twice(string design, bool found)
    {
        AssertFound(found, "list-once", design, "two-irqs");
        AssertFound(found, EngineInvariants.Terminates, design, "two-irqs");
    }

    [Theory]
    [InlineData("v3.5", true)]
    [InlineData("v3.5+cookie-inside", false)]
    public void An_interrupt_after_the_cookie_was_read_makes_one_context_have_two_cookies(string design, bool found)
    {
        AssertFound(found, "cookie-same", design, "two-irqs");
        AssertFound(found, "callback-lost", design, "two-irqs");
    }

    [Theory]
    [InlineData("v3", true)]
    [InlineData("v3+shifted-cpu", true)]
    [InlineData("v3+shifted-cpu+count-on-demand", false)]
    [InlineData("v3.5", false)]
    public void A_counter_of_entries_that_is_read_later_gives_two_tasks_of_a_CPU_one_cookie(string design, bool found) =>
        AssertFound(found, "cookie-unique", design, "preemption");

    [Theory]
    [InlineData("v3", true)]
    [InlineData("v3+shifted-cpu", true)]
    [InlineData("v3+shifted-cpu+count-on-demand", false)]
    [InlineData("v3.5", false)]
    public void A_request_on_a_CPU_that_nobody_has_entered_meanwhile_is_told_the_cookie_of_an_earlier_context(string design, bool found) =>
        AssertFound(found, "cookie-own", design, "asks-where-nobody-entered");

    [Theory]
    [InlineData("v3", true)]
    [InlineData("v3.5", false)]
    public void A_context_has_a_second_cookie_without_any_migration(string design, bool found) =>
        AssertFound(found, "cookie-same", design, "other-task-enters");

    [Theory]
    [InlineData("v3", false)]
    [InlineData("v3.5", true)]
    [InlineData("v3.5+srcu-barrier", true)]
    [InlineData("v3.5+clear-first", false)]
    [InlineData("v3.5~srcu", false)]
    public void A_tracer_that_frees_its_callback_after_unregistering_it_frees_what_a_slot_still_points_to(string design, bool found) =>
        AssertFound(found, EngineInvariants.UseAfterFree, design, "cancel-and-free");

    [Theory]
    [InlineData("v2", true)]
    [InlineData("v2+saves-flags", false)]
    public void A_request_in_an_interrupt_turns_interrupts_on(string design, bool found) =>
        AssertFound(found, "no-warning", design, "two-irqs");

    [Theory]
    [InlineData("v4-cache")]
    [InlineData("v4-nmi")]
    public void A_cache_for_the_user_stack_hands_no_callback_the_stack_of_another_context(string design) => Assert.All(
        Shipped.Scenarios.Where(static scenario => !Shipped.Violated("v4-posted", scenario).Contains("callback-stack")),
        scenario => AssertFound(false, "callback-stack", design, scenario));

    [Fact]
    public void S16_two_NMIs_give_two_contexts_one_cookie_although_a_request_from_NMI_has_one_of_its_own() =>
        AssertFound(true, "cookie-unique", "v4-nmi", "nmi-splits-increment");

    private static void AssertFound(bool found, string invariant, string design, string scenario)
    {
        var violated = Shipped.Designs.Contains(design)
            ? Shipped.Violated(design, scenario)
            : Shipped.Violated(DesignCatalogue.Find(design)!, Shipped.Scenario(scenario));
        Assert.True(found == violated.Contains(invariant), $"{design} in {scenario} violates: {string.Join(", ", violated)}");
    }
}
