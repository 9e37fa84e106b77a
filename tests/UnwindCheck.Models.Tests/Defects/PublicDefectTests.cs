using Interleave;
using Interleave.Replay;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Defects;

/// <summary>Defects of the revisions after v4 that became known in public, each found again where it was, and nowhere
/// else.</summary>
public sealed class PublicDefectTests
{
    private static readonly string[] Revisions = ["v5", "v5-mask", "v6", "v8", "v8-last", "v10", "v11", "v12", "v13", "rollup", "v14", "6.17", "6.19"];

    [Theory]
    [InlineData("cookie-same")]
    [InlineData("callback-lost")]
    public void C2_a_nested_NMI_overwrites_what_the_first_one_has_stored_for_the_context(string invariant) =>
        AssertBrokenFrom("v5", to: "v10", "nested-nmis-in-worker", invariant);

    [Fact]
    public void C3_a_nested_NMI_between_the_adding_of_the_work_and_the_mark_adds_it_a_second_time() =>
        AssertBrokenFrom("v5", to: "v10", "nested-nmis-in-worker", "list-once");

    [Fact]
    public void C3_the_list_is_then_a_loop_that_the_task_never_leaves() =>
        AssertBrokenFrom("v5", to: "v10", "nested-nmis-in-worker", EngineInvariants.Terminates);

    [Fact]
    public void C4_every_tracer_is_called_whoever_asked() =>
        AssertBrokenFrom("v5", to: "v5", "one-of-two-tracers", "callback-spurious");

    [Fact]
    public void C6_a_tracer_on_an_event_of_the_exit_loop_keeps_the_task_in_it_until_bits_stay_set() =>
        AssertBrokenFrom("v5", to: "v8", "tracer-in-exit-loop", EngineInvariants.Terminates);

    [Fact]
    public void E1_timestamps_of_two_CPUs_are_the_same_number() =>
        AssertBrokenFrom("v8", to: "v12", "per-task-two-cpus", "cookie-unique");

    [Fact]
    public void E1_no_task_meets_its_own_timestamp_again_on_one_CPU() =>
        Assert.All(Revisions, static revision => Assert.DoesNotContain("cookie-unique-in-task", Violated(revision, "two-contexts")));

    [Fact]
    public void E3_the_last_tracer_is_given_the_pending_bit_where_a_wrong_constant_stands_for_all_bits() =>
        AssertBrokenFrom("v8-last", to: "v8-last", "last-bit", "bit-reserved");

    /// <summary>Only where a tracer is left to register: the others keep to their own bits.</summary>
    [Fact]
    public void E3_needs_the_last_bit() =>
        Assert.DoesNotContain("bit-reserved", Violated("v8-last", Shipped.Text(Shipped.Scenario("last-bit").Text.Replace("registered 63", "registered 61", StringComparison.Ordinal))));

    [Fact]
    public void The_roll_up_reserves_no_bit_and_gives_the_pending_bit_to_the_first_tracer_that_registers() => Assert.Equal(
        ["rollup"],
        Revisions.Where(static revision => Violated(revision, "bit-reused").Contains("bit-reserved")));

    /// <summary>From the timestamps on, not only in v11, where it was found: the reset at the exit is for those who ask.</summary>
    [Fact]
    public void E5_a_tracer_that_unwinds_by_itself_sees_the_stack_of_an_earlier_system_call() =>
        AssertBrokenFrom("v8", to: "v11", "unwind-directly", "callback-stack");

    [Fact]
    public void E5_so_does_a_callback_after_it() => AssertBrokenFrom(
        "v8",
        to: "v11",
        Shipped.Text("tracer w per-task\ntask A on 0 { syscall { unwind } call syscall { request w } }"),
        "callback-stack");

    [Fact]
    public void E7_a_tracer_is_called_twice_because_another_one_asked_in_between() =>
        AssertBrokenFrom("v8-last", to: "rollup", "two-tracers-in-turn", "callback-once");

    [Fact]
    public void E7_the_roll_up_calls_a_tracer_again_that_does_not_even_ask_again() => AssertBrokenFrom(
        "rollup",
        to: "rollup",
        Shipped.Text("tracer v per-task\ntracer w per-task\ntask A on 0 { syscall { request v; stop; request w } }"),
        "callback-once");

    [Theory]
    [InlineData("v5", 0)]
    [InlineData("v8", 0)]
    [InlineData("v8-last", 0)]
    [InlineData("v10", 2)]
    [InlineData("6.17", 2)]
    [InlineData("6.19", 2)]
    public void E11_an_exiting_task_hands_its_callback_an_empty_trace_until_an_exit_hook_comes_before_that(string revision, int entries)
    {
        var scenario = Shipped.Text("tracer w per-task\ntask A on 0 { call syscall { request w; exit } }");

        Assert.Equal(entries == 0, Violated(revision, scenario).Contains("callback-empty"));
        Assert.Equal([entries], OnlyExecution(revision, scenario).OfType<CallbackSawStack>().Select(static seen => seen.Stack!.Value.Count));
    }

    [Fact]
    public void E11_is_mended_by_the_exit_hook_of_v10_which_the_roll_up_does_not_take_in() => Assert.Equal(
        ["v5", "v5-mask", "v6", "v8", "v8-last", "rollup"],
        Revisions.Where(static revision => Violated(revision, "exit-with-request").Contains("callback-empty")));

    [Theory]
    [InlineData("nmi-in-user-mode", "contract-queued")]
    [InlineData("nmi-on-the-way-out", "contract-queued")]
    [InlineData("nmi-on-the-way-out", "callback-stack")]
    public void M1_what_an_NMI_asks_for_after_the_last_look_at_the_flags_comes_one_entry_later(string scenario, string invariant) =>
        AssertBrokenFrom("v11", to: "6.17", scenario, invariant);

    [Theory]
    [InlineData("6.17+nmi-interrupt-sets-flag", true)]
    [InlineData("6.17+nmi-interrupt-knows-task", false)]
    [InlineData("6.17+nmi-current", false)]
    [InlineData("v5", true)]
    [InlineData("v10", true)]
    [InlineData("6.19", false)]
    public void M2_the_interrupt_of_an_NMI_in_schedule_sets_the_flag_of_the_wrong_task(string design, bool broken) =>
        Assert.Equal(broken, Violated(design, "nmi-in-schedule").Contains("contract-queued"));

    [Fact]
    public void M2_needs_another_task() => Assert.Empty(Violated(
        "6.17+nmi-interrupt-sets-flag",
        Shipped.Text("tracer w per-task\ntask A on 0 { syscall { block } }\nnmi pmi on 0 max 1 in kernel { request w }")));

    [Theory]
    [InlineData("v13", false)]
    [InlineData("rollup", false)]
    [InlineData("v14", true)]
    [InlineData("6.17", true)]
    [InlineData("6.19", true)]
    [InlineData("6.19~unsigned-bit", false)]
    public void M3_a_request_with_a_cancelled_descriptor_is_told_that_it_was_queued(string design, bool broken)
    {
        var violated = Violated(design, "cancel-then-request");

        Assert.Equal(broken ? ["callback-lost", "contract-queued"] : ["no-warning"], violated);
        Assert.Equal(broken ? 0 : -22, Assert.Single(OnlyExecution(design, Shipped.Scenario("cancel-then-request")).OfType<RequestReturned>()).Result.Return);
    }

    /// <summary>Tracer 32 loses its bit; tracer 31 sets all that follow.</summary>
    [Theory]
    [InlineData("6.19", false)]
    [InlineData("6.19~unsigned-bit", false)]
    [InlineData("6.19+mask-in-int", true)]
    public void M4_a_mask_in_an_int_loses_tracers_from_32_on_and_calls_them_for_tracer_31(string design, bool broken)
    {
        var violated = Violated(design, "many-tracers");

        Assert.Equal(broken, violated.Contains("callback-lost"));
        Assert.Equal(broken, violated.Contains("callback-spurious"));
    }

    [Theory]
    [InlineData("6.17", true)]
    [InlineData("6.19~unsigned-bit", false)]
    public void M3_sets_the_highest_bit_for_it(string design, bool set) =>
        Assert.Equal(set ? [63] : [], OnlyExecution(design, Shipped.Scenario("cancel-then-request")).OfType<MaskBitSet>().Select(static bit => bit.Bit));

    [Fact]
    public void M20_a_callback_that_cancels_waits_for_itself() => Assert.All(
        Revisions,
        static revision => Assert.Equal(["lock-order", EngineInvariants.NoDeadlock], Violated(revision, "callback-cancels")));

    [Theory]
    [InlineData("6.19", true)]
    [InlineData("6.19+function-first", false)]
    public void A_callback_is_called_before_its_pointer_is_set(string design, bool called) =>
        Assert.Equal(called, Violated(design, "bit-reused").Contains("no-null-call"));

    [Theory]
    [InlineData("6.19", true)]
    [InlineData("6.19~unsigned-bit", true)]
    [InlineData("6.19+cancel-waits-for-requests", false)]
    public void A_request_that_a_cancellation_overtakes_leaves_its_bit_to_the_next_tracer(string design, bool left) =>
        Assert.Equal(left, Violated(design, "bit-reused").Contains("bit-owner"));

    /// <summary>The exit looks at the mask to see whether there was any unwinding. v14 keeps a bit there for that.</summary>
    [Fact]
    public void A_cancellation_of_the_only_request_keeps_the_identifier_for_the_next_context() => AssertBrokenFrom("v8-last", to: "rollup", CancelledOnlyRequest, "cookie-own");

    [Theory]
    [InlineData("v14")]
    [InlineData("6.17")]
    [InlineData("6.19")]
    [InlineData("6.19~unsigned-bit")]
    public void The_bit_that_says_that_there_was_an_unwinding_is_not_set_when_its_memory_cannot_be_had(string design) =>
        Assert.Contains("cookie-own", Violated(design, "cancelled-without-memory"));

    /// <summary>Nothing looks whether the bit is set before fetch_or() sets the mark: nobody adds the work for it, the reset waits
    /// for it, and every later request is told that a callback is pending.</summary>
    [Fact]
    public void The_roll_up_marks_a_task_pending_for_good_when_a_tracer_asks_again_after_its_callback() => AssertBrokenFrom(
        "rollup",
        to: "rollup",
        Shipped.Text("tracer w per-task\ntask A on 0 { syscall { request w; stop; request w } }"),
        "pending-stuck");

    /// <summary>What cancels without having registered: the bit of a zeroed descriptor is 0, which is somebody's before v14 and a
    /// reserved one from then on.</summary>
    [Fact]
    public void F1_a_cancellation_of_what_was_never_registered_takes_the_bit_of_another_tracer() =>
        AssertBrokenFrom("v5-mask", to: "rollup", "ftrace-never-registered", "callback-lost");

    [Theory]
    [InlineData("v14")]
    [InlineData("6.17")]
    [InlineData("6.19")]
    public void F1_is_caught_by_the_test_for_reserved_bits(string revision) => Assert.Equal(["no-warning"], Violated(revision, "ftrace-never-registered"));

    /// <summary>A tracer that is refused asks for nothing.</summary>
    [Theory]
    [InlineData(62, 1)]
    [InlineData(61, 2)]
    public void A_tracer_that_finds_no_bit_left_does_not_ask(int registered, int requests)
    {
        var scenario = Shipped.Text(
            $$"""
            registered {{registered - 1}}
            tracer v shared
            tracer w shared unregistered
            task A on 0 { syscall { request v; request w } }
            remote late { register w of A }
            """);
        var model = ScenarioModel.Build(DesignCatalogue.Find("6.19")!, scenario);

        // The registration first, then the task.
        var interpreter = new Interpreter(model);
        var events = new List<object>();
        while (interpreter.Moves() is { Count: > 0 } moves)
        {
            var late = moves.FirstOrDefault(move => model.Processes[move.Process].Name == "late", moves[0]);
            events.AddRange(interpreter.Apply(late).Events);
        }

        Assert.Equal(requests == 2, Assert.Single(events.OfType<RegisterReturned>()).Accepted);
        Assert.Equal(requests, events.OfType<RequestReturned>().Count());
    }

    private static Scenario CancelledOnlyRequest => Shipped.Text(
        """
        tracer v per-task
        tracer w shared quiesced
        task A on 0 { syscall { request w } syscall { request v } }
        remote closer { quiesce w; cancel w of A }
        """);

    private static void AssertBrokenFrom(string first, string to, string scenario, string invariant) => AssertBrokenFrom(first, to, Shipped.Scenario(scenario), invariant);

    private static void AssertBrokenFrom(string first, string to, Scenario scenario, string invariant) => Assert.Equal(
        Revisions[Array.IndexOf(Revisions, first)..(Array.IndexOf(Revisions, to) + 1)],
        Revisions.Where(revision => Violated(revision, scenario).Contains(invariant)));

    private static IReadOnlyList<string> Violated(string design, string scenario) => Violated(design, Shipped.Scenario(scenario));

    private static IReadOnlyList<string> Violated(string design, Scenario scenario) => Shipped.Violated(DesignCatalogue.Find(design)!, scenario);

    /// <summary>What happens where there is one way to go on only.</summary>
    private static List<object> OnlyExecution(string design, Scenario scenario)
    {
        var interpreter = new Interpreter(ScenarioModel.Build(DesignCatalogue.Find(design)!, scenario));
        var events = new List<object>();
        while (interpreter.Moves() is { Count: > 0 } moves)
        {
            events.AddRange(interpreter.Apply(moves[0]).Events);
            Assert.Single(moves);
        }

        return events;
    }
}
