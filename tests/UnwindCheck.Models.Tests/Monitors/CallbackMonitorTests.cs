using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>callback-lost, callback-spurious, callback-stack, callback-once, no-null-call and argument-initialised.</summary>
public sealed class CallbackMonitorTests
{
    private readonly Script script = new();

    [Fact]
    public void A_cookie_that_a_request_returned_must_have_its_callback_before_the_task_is_gone()
    {
        Assert.Null(script.ViolatedBy(new CallbackLost(), Told(script.V, script.A, 0, 7), new UserReturned(script.A), new CallbackStarted(script.V, script.A, 7), new TaskGone(script.A)));
        Assert.Equal(3, new Script().ViolatedBy(new CallbackLost(), Told(script.V, script.A, 0, 7), new UserReturned(script.A), new TaskGone(script.A)));
    }

    [Fact]
    public void A_callback_that_has_not_come_by_the_end_is_lost() =>
        Assert.Equal(2, script.ViolatedBy(new CallbackLost(), Told(script.V, script.A, -17, 7)));

    [Fact]
    public void The_callback_may_come_before_the_request() =>
        Assert.Null(script.ViolatedBy(new CallbackLost(), new CallbackStarted(script.V, script.A, 7), Told(script.V, script.A, -17, 7)));

    [Fact]
    public void The_callback_of_another_descriptor_is_no_answer() =>
        Assert.Equal(3, script.ViolatedBy(new CallbackLost(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.W, script.A, 7)));

    [Fact]
    public void A_callback_in_another_task_is_no_answer() =>
        Assert.Equal(3, script.ViolatedBy(new CallbackLost(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.B, 7)));

    [Fact]
    public void A_request_without_a_cookie_cannot_lose_a_callback() =>
        Assert.Null(script.ViolatedBy(new CallbackLost(), Told(script.V, script.A, 0, 0)));

    [Fact]
    public void A_cancelled_callback_is_not_lost() =>
        Assert.Null(script.ViolatedBy(new CallbackLost(), Told(script.V, script.A, 0, 7), new WorkUnlinked(script.A, script.V.OwnHead!), new CancelReturned(script.V, script.A, true)));

    [Fact]
    public void A_callback_is_only_late_while_the_work_of_its_task_is_queued()
    {
        var work = script.V.OwnHead!;

        Assert.Null(script.ViolatedBy(new CallbackLost(), new WorkQueued(script.A, work), Told(script.X, script.A, 0, 7)));
        Assert.Equal(3, new Script().ViolatedBy(new CallbackLost(), new WorkQueued(script.B, script.V.OwnHead!), Told(script.X, script.A, 0, 7)));
    }

    [Fact]
    public void A_work_that_has_begun_must_still_make_the_callback() => Assert.Equal(4, script.ViolatedBy(
        new CallbackLost(), new WorkQueued(script.A, script.V.OwnHead!), Told(script.X, script.A, 0, 7), new WorkStarting(script.A, script.V.OwnHead!)));

    [Fact]
    public void A_cancellation_for_all_tasks_takes_back_what_was_promised_before_it_ended()
    {
        Assert.Null(script.ViolatedBy(new CallbackLost(), Told(script.X, script.A, 0, 7), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true)));
        Assert.Null(new Script().ViolatedBy(new CallbackLost(), Asks(script.X, script.A), new CancelStarted(script.X, null), Told(script.X, script.A, 0, 7), new CancelReturned(script.X, null, true)));
    }

    [Fact]
    public void A_cancellation_of_another_descriptor_takes_nothing_back() =>
        Assert.Equal(4, script.ViolatedBy(new CallbackLost(), Told(script.X, script.A, 0, 7), new CancelStarted(script.Y, null), new CancelReturned(script.Y, null, true)));

    [Fact]
    public void A_request_after_the_cancellation_for_all_tasks_promises_again() => Assert.Equal(5, script.ViolatedBy(
        new CallbackLost(), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), Asks(script.X, script.A), Told(script.X, script.A, 0, 7)));

    [Fact]
    public void A_callback_must_not_come_twice_with_one_cookie_in_one_task() =>
        Assert.Equal(2, script.ViolatedBy(new CallbackOnce(), new CallbackStarted(script.X, script.A, 7), new CallbackStarted(script.X, script.A, 7)));

    [Fact]
    public void Another_cookie_another_descriptor_and_another_task_are_other_callbacks() => Assert.Null(script.ViolatedBy(
        new CallbackOnce(),
        new CallbackStarted(script.X, script.A, 7),
        new CallbackStarted(script.X, script.A, 8),
        new CallbackStarted(script.Y, script.A, 7),
        new CallbackStarted(script.X, script.B, 7)));

    [Fact]
    public void A_task_in_the_place_of_one_that_is_gone_may_have_its_cookies_again() =>
        Assert.Null(script.ViolatedBy(new CallbackOnce(), new CallbackStarted(script.X, script.A, 7), new TaskGone(script.A), new CallbackStarted(script.X, script.A, 7)));

    [Theory]
    [InlineData("v4", false)]
    [InlineData("v4-repaired", true)]
    [InlineData("v6", false)]
    [InlineData("v8", false)]
    [InlineData("v8-last", true)]
    [InlineData("6.17", true)]
    public void Only_designs_that_do_not_promise_to_call_again_are_held_to_it(string design, bool applies)
    {
        var callbackOnce = new CallbackOnce();
        var model = ScenarioModel.Build(Shipped.Design(design), Shipped.Scenario("first-request"), [callbackOnce]);

        Assert.Equal(applies ? [callbackOnce] : [], model.Monitors);
    }

    [Fact]
    public void A_pointer_that_is_NULL_must_not_be_called()
    {
        Assert.Null(script.ViolatedBy(new NoNullCall(), new CallbackStarted(script.X, script.A, 7)));
        Assert.Equal(1, new Script().ViolatedBy(new NoNullCall(), new NullCalled(script.X, script.A)));
    }

    [Fact]
    public void A_callback_must_have_a_cookie_that_a_request_of_its_descriptor_returned_in_its_task()
    {
        Assert.Null(script.ViolatedBy(new CallbackSpurious(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 7)));
        Assert.Equal(2, new Script().ViolatedBy(new CallbackSpurious(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 8)));
        Assert.Equal(2, new Script().ViolatedBy(new CallbackSpurious(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.W, script.A, 7)));
        Assert.Equal(2, new Script().ViolatedBy(new CallbackSpurious(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.B, 7)));
    }

    [Fact]
    public void A_callback_must_carry_the_stack_of_the_request_s_context()
    {
        Assert.Null(script.ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), Told(script.V, script.A, 0, 7), Sees(script.V, script.A, 7, 0x10)));
        Assert.Equal(3, new Script().ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), Told(script.V, script.A, 0, 7), Sees(script.V, script.A, 7, 0x12)));
    }

    [Fact]
    public void A_callback_one_entry_later_carries_the_wrong_stack_under_the_old_cookie() =>
        Assert.Equal(4, script.ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), Told(script.V, script.A, 0, 7), Enter(script.A, 0x12), Sees(script.V, script.A, 7, 0x12)));

    [Fact]
    public void A_callback_with_another_cookie_is_not_compared() =>
        Assert.Null(script.ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), Told(script.V, script.A, 0, 7), Enter(script.A, 0x12), Sees(script.V, script.A, 8, 0x12)));

    [Fact]
    public void A_request_in_a_signal_handler_has_the_stack_of_the_handler() => Assert.Equal(5, script.ViolatedBy(
        new CallbackStack(),
        Enter(script.A, 0x10),
        new SignalFrameBuilt(script.A),
        Told(script.X, script.A, 0, 7),
        new CallbackSawStack(script.X, script.A, 7, default(UserTrace).Add(UserTrace.SignalHandler).Add(0x10)),
        Sees(script.X, script.A, 7, 0x10)));

    [Fact]
    public void A_request_from_before_the_signal_does_not_have_the_stack_of_its_handler() => Assert.Equal(4, script.ViolatedBy(
        new CallbackStack(),
        Enter(script.A, 0x10),
        Told(script.X, script.A, 0, 7),
        new SignalFrameBuilt(script.A),
        new CallbackSawStack(script.X, script.A, 7, default(UserTrace).Add(UserTrace.SignalHandler).Add(0x10))));

    [Fact]
    public void A_tracer_that_unwinds_by_itself_must_see_the_stack_of_its_context()
    {
        Assert.Null(script.ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), new UnwoundDirectly(script.A, default(UserTrace).Add(0x10))));
        Assert.Equal(3, new Script().ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), Enter(script.A, 0x12), new UnwoundDirectly(script.A, default(UserTrace).Add(0x10))));
    }

    [Fact]
    public void A_tracer_that_unwinds_by_itself_may_see_a_part() => Assert.Null(script.ViolatedBy(
        new CallbackStack(),
        new KernelEntered(script.A, default(UserTrace).Add(0x14).Add(0x12)),
        new UnwoundDirectly(script.A, default(UserTrace).Add(0x14) with { Truncated = true })));

    [Fact]
    public void A_tracer_that_unwinds_by_itself_must_see_something_unless_there_is_no_memory_or_a_kernel_thread()
    {
        Assert.Equal(1, script.ViolatedBy(new CallbackEmpty(), new UnwoundDirectly(script.A, default)));
        Assert.Null(new Script().ViolatedBy(new CallbackEmpty(), new AllocationFailed(script.A), new UnwoundDirectly(script.A, default)));
        Assert.Null(new Script().ViolatedBy(new CallbackEmpty(), new UnwoundDirectly(script.KernelThread, default)));
        Assert.Null(new Script().ViolatedBy(new CallbackStack(), Enter(script.A, 0x10), new UnwoundDirectly(script.A, default), new UnwoundDirectly(script.KernelThread, default)));
    }

    [Fact]
    public void An_empty_stack_and_a_truncated_one_are_not_wrong() => Assert.Null(script.ViolatedBy(
        new CallbackStack(),
        new KernelEntered(script.A, default(UserTrace).Add(0x14).Add(0x12)),
        Told(script.V, script.A, 0, 7),
        new CallbackSawStack(script.V, script.A, 7, default(UserTrace)),
        new CallbackSawStack(script.V, script.A, 7, default(UserTrace).Add(0x14) with { Truncated = true })));

    [Fact]
    public void The_stack_of_another_task_is_wrong() => Assert.Equal(4, script.ViolatedBy(
        new CallbackStack(), Enter(script.A, 0x10), Enter(script.B, 0x12), Told(script.V, script.A, 0, 7), Sees(script.V, script.A, 7, 0x12)));

    [Fact]
    public void A_trace_argument_must_be_initialised()
    {
        Assert.Null(script.ViolatedBy(new ArgumentInitialised(), Sees(script.V, script.A, 7), new CallbackSawStack(script.V, script.A, 7, default(UserTrace))));
        Assert.Equal(2, new Script().ViolatedBy(new ArgumentInitialised(), Sees(script.V, script.A, 7), new CallbackSawStack(script.V, script.A, 7, null)));
    }
}
