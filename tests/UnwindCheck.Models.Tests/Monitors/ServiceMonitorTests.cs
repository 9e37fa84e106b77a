using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>asked-before, unwound-once, unwound-at-switch, register-accepted, and what no-leak says of reads and of tasks that are gone.</summary>
public sealed class ServiceMonitorTests
{
    private readonly Script script = new();

    [Fact]
    public void Who_is_told_that_his_callback_is_pending_has_asked_before()
    {
        Assert.Null(script.ViolatedBy(new AskedBefore(), Asks(script.X, script.A), Told(script.X, script.A, 0, 7), Asks(script.X, script.A), Repeated(script.X)));
        Assert.Equal(2, new Script().ViolatedBy(new AskedBefore(), Asks(script.X, script.A), Repeated(script.X)));
        Assert.Equal(4, new Script().ViolatedBy(new AskedBefore(), Asks(script.Y, script.A), Told(script.Y, script.A, 0, 7), Asks(script.X, script.A), Repeated(script.X)));
        Assert.Equal(4, new Script().ViolatedBy(new AskedBefore(), Asks(script.X, script.B), Told(script.X, script.B, 0, 7), Asks(script.X, script.A), Repeated(script.X)));
    }

    [Fact]
    public void A_request_that_interrupts_another_one_may_find_what_that_has_done_and_the_other_way_round()
    {
        Assert.Null(script.ViolatedBy(new AskedBefore(), Asks(script.X, script.A), Asks(script.X, script.A), Repeated(script.X), Told(script.X, script.A, 0, 7)));
        Assert.Null(new Script().ViolatedBy(new AskedBefore(), Asks(script.X, script.A), Asks(script.X, script.A), Told(script.X, script.A, 0, 7), Repeated(script.X)));
    }

    [Fact]
    public void A_return_value_of_0_says_nothing_of_earlier_requests() =>
        Assert.Null(script.ViolatedBy(new AskedBefore(), Asks(script.X, script.A), Told(script.X, script.A, 0, 7, RequestMeaning.PendingOrAnswered)));

    [Fact]
    public void A_user_stack_is_walked_once_while_it_is_kept()
    {
        var walked = new Stored(script.A, script.V.Memory);

        Assert.Equal(2, script.ViolatedBy(new UnwoundOnce(), walked, walked));
        Assert.Null(new Script().ViolatedBy(new UnwoundOnce(), walked, new Stored(script.B, script.V.Memory)));
        Assert.Null(new Script().ViolatedBy(new UnwoundOnce(), walked, Enter(script.A), walked));
        Assert.Null(new Script().ViolatedBy(new UnwoundOnce(), walked, new ForgottenInTask(script.A, ContextPart.Stack), walked));
        Assert.Equal(3, new Script().ViolatedBy(new UnwoundOnce(), walked, Enter(script.B), walked));
    }

    [Fact]
    public void A_task_that_has_left_its_cpu_is_unwound_before_it_goes_on()
    {
        var (asked, left, unwound, back) = (new MaskBitSet(script.A, script.X, 2), new SwitchedOut(script.A), new MaskBitsCleared(script.A, ulong.MaxValue), new SwitchedIn(script.A));

        Assert.Equal(3, script.ViolatedBy(new UnwoundAtSwitch(), asked, left, back));
        Assert.Null(new Script().ViolatedBy(new UnwoundAtSwitch(), asked, left, unwound, back));
        Assert.Equal(5, new Script().ViolatedBy(new UnwoundAtSwitch(), asked, left, new MaskBitsCleared(script.A, 0b1000), new MaskBitsCleared(script.B, ulong.MaxValue), back));
        Assert.Equal(4, new Script().ViolatedBy(new UnwoundAtSwitch(), asked, left, asked, back));
    }

    [Fact]
    public void Who_asks_before_a_task_leaves_its_cpu_or_when_it_is_back_is_not_late()
    {
        var (asked, left, back) = (new MaskBitSet(script.A, script.X, 2), new SwitchedOut(script.A), new SwitchedIn(script.A));

        Assert.Null(script.ViolatedBy(new UnwoundAtSwitch(), left, asked, back));
        Assert.Null(new Script().ViolatedBy(new UnwoundAtSwitch(), left, back, asked));
        Assert.Null(new Script().ViolatedBy(new UnwoundAtSwitch(), asked, new SwitchedOut(script.B), new SwitchedIn(script.B)));
    }

    [Fact]
    public void A_registration_is_refused_only_where_others_may_have_taken_all_there_is()
    {
        Assert.Equal(1, script.ViolatedBy(new RegisterAccepted(), new RegisterReturned(script.X, false)));
        Assert.Null(new Script().ViolatedBy(new RegisterAccepted(), new RegisterReturned(script.X, false, Crowded: true), new RegisterReturned(script.X, true)));
    }

    [Fact]
    public void Who_is_cancelled_leaves_room_for_one_other()
    {
        var (cancelled, refused) = (new CancelReturned(script.X, null, true), new RegisterReturned(script.Y, false, Crowded: true));

        Assert.Equal(2, script.ViolatedBy(new RegisterAccepted(), cancelled, refused));
        Assert.Null(new Script().ViolatedBy(new RegisterAccepted(), cancelled, new RegisterReturned(script.X, true, Crowded: true), refused));
        Assert.Null(new Script().ViolatedBy(new RegisterAccepted(), new CancelReturned(script.X, script.A, true), refused));
    }

    [Fact]
    public void Memory_is_read_after_it_was_allocated()
    {
        Assert.Equal(1, script.ViolatedBy(new NoLeak(), new Loaded(script.A, script.V.Memory)));
        Assert.Null(new Script().ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Loaded(script.A, script.V.Memory)));
    }

    [Fact]
    public void The_mask_of_a_task_that_is_gone_is_left_alone()
    {
        Assert.Equal(2, script.ViolatedBy(new NoLeak(), new TaskGone(script.A), new MaskBitsCleared(script.A, 1)));
        Assert.Null(new Script().ViolatedBy(new NoLeak(), new TaskGone(script.A), new MaskBitsCleared(script.B, 1)));
    }

    private RequestReturned Repeated(UnwindWork work) => Told(work, script.A, 1, 7, RequestMeaning.PendingOrAnswered);
}
