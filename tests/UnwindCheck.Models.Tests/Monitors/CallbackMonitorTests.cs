using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>callback-lost, callback-spurious, callback-stack and argument-initialised.</summary>
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
