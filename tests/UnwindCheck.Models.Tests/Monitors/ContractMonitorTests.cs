using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>contract-queued, contract-pending, contract-failed, contract-answered and return-documented.</summary>
public sealed class ContractMonitorTests
{
    private const int Eexist = -17;

    private readonly Script script = new();

    [Fact]
    public void A_queued_callback_must_come_before_the_return_to_user_mode()
    {
        Assert.Null(script.ViolatedBy(new ContractQueued(), Asks(script.V, script.A), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 7), new UserReturned(script.A)));
        Assert.Equal(3, new Script().ViolatedBy(new ContractQueued(), Asks(script.V, script.A), Told(script.V, script.A, 0, 7), new UserReturned(script.A)));
    }

    [Fact]
    public void A_queued_callback_must_come_before_the_task_is_gone() =>
        Assert.Equal(2, script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new TaskGone(script.A)));

    [Fact]
    public void A_callback_with_another_cookie_is_not_the_one_that_was_promised() =>
        Assert.Equal(3, script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 8), new UserReturned(script.A)));

    [Fact]
    public void A_callback_in_another_task_is_not_the_one_that_was_promised() =>
        Assert.Equal(3, script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.B, 7), new UserReturned(script.A)));

    [Fact]
    public void A_callback_that_began_before_the_request_returned_is_not_the_one_that_was_promised() =>
        Assert.Equal(3, script.ViolatedBy(new ContractQueued(), new CallbackStarted(script.V, script.A, 7), Told(script.V, script.A, 0, 7), new UserReturned(script.A)));

    [Fact]
    public void The_return_of_another_task_breaks_no_promise() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new UserReturned(script.B), new CallbackStarted(script.V, script.A, 7), new UserReturned(script.A)));

    [Fact]
    public void Success_with_cookie_0_is_in_no_row_of_the_contract() =>
        Assert.Equal(1, script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 0)));

    [Fact]
    public void A_cancellation_takes_the_promise_back() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new CancelStarted(script.V, script.A), new WorkUnlinked(script.A, script.V.OwnHead!), new CancelReturned(script.V, script.A, true), new UserReturned(script.A)));

    [Fact]
    public void A_cancellation_that_finds_nothing_takes_nothing_back() =>
        Assert.Equal(4, script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, false), new UserReturned(script.A)));

    [Fact]
    public void A_cancellation_of_another_descriptor_takes_nothing_back() =>
        Assert.Equal(4, script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, 0, 7), new WorkUnlinked(script.A, script.W.OwnHead!), new CancelReturned(script.W, script.A, true), new UserReturned(script.A)));

    [Fact]
    public void A_request_that_runs_while_a_cancellation_unlinks_the_work_promises_nothing() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), Asks(script.V, script.A), new WorkUnlinked(script.A, script.V.OwnHead!), new CancelReturned(script.V, script.A, true), Told(script.V, script.A, 0, 7), new UserReturned(script.A)));

    [Fact]
    public void A_request_and_one_in_its_interrupt_that_run_while_a_cancellation_unlinks_the_work_promise_nothing() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), Asks(script.V, script.A), Asks(script.V, script.A), new WorkUnlinked(script.A, script.V.OwnHead!), new CancelReturned(script.V, script.A, true), Told(script.V, script.A, 0, 7), Told(script.V, script.A, 0, 8), new UserReturned(script.A)));

    [Fact]
    public void A_request_after_the_cancellation_promises_again_in_the_interrupt_of_one_that_does_not() =>
        Assert.Equal(7, script.ViolatedBy(new ContractQueued(), Asks(script.V, script.A), new WorkUnlinked(script.A, script.V.OwnHead!), new CancelReturned(script.V, script.A, true), Asks(script.V, script.A), Told(script.V, script.A, 0, 7), Told(script.V, script.A, 0, 8), new UserReturned(script.A)));

    [Fact]
    public void A_request_after_the_cancellation_promises_again() =>
        Assert.Equal(5, script.ViolatedBy(new ContractQueued(), new WorkUnlinked(script.A, script.V.OwnHead!), new CancelReturned(script.V, script.A, true), Asks(script.V, script.A), Told(script.V, script.A, 0, 7), new UserReturned(script.A)));

    [Fact]
    public void A_callback_that_is_said_to_be_pending_must_still_come()
    {
        Assert.Null(script.ViolatedBy(new ContractPending(), Told(script.V, script.A, Eexist, 7), new CallbackStarted(script.V, script.A, 7), new UserReturned(script.A)));
        Assert.Equal(3, new Script().ViolatedBy(new ContractPending(), new CallbackStarted(script.V, script.A, 7), Told(script.V, script.A, Eexist, 7), new UserReturned(script.A)));
    }

    [Fact]
    public void The_row_of_pending_callbacks_does_not_speak_of_queued_ones() =>
        Assert.Null(script.ViolatedBy(new ContractPending(), Told(script.V, script.A, 0, 7), new UserReturned(script.A)));

    [Fact]
    public void The_row_of_queued_callbacks_does_not_speak_of_pending_ones() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), Told(script.V, script.A, Eexist, 7), new UserReturned(script.A)));

    [Fact]
    public void An_error_with_cookie_0_promises_nothing() =>
        Assert.Null(script.ViolatedBy(new ContractPending(), Told(script.V, script.A, Eexist, 0), new UserReturned(script.A)));

    [Fact]
    public void A_cancellation_for_all_tasks_takes_the_promise_back_from_its_beginning() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), Told(script.X, script.A, 0, 7), new CancelStarted(script.X, null), new UserReturned(script.A), new CancelReturned(script.X, null, true)));

    [Fact]
    public void A_request_that_runs_during_a_cancellation_for_all_tasks_promises_nothing() =>
        Assert.Null(script.ViolatedBy(new ContractQueued(), new CancelStarted(script.X, null), Asks(script.X, script.A), new CancelReturned(script.X, null, true), Told(script.X, script.A, 0, 7), new UserReturned(script.A)));

    [Fact]
    public void A_request_after_a_cancellation_for_all_tasks_promises_again() =>
        Assert.Equal(5, script.ViolatedBy(new ContractQueued(), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), Asks(script.X, script.A), Told(script.X, script.A, 0, 7), new UserReturned(script.A)));

    [Fact]
    public void A_callback_that_is_said_to_be_made_must_have_been_made_with_that_cookie()
    {
        Assert.Null(script.ViolatedBy(new ContractAnswered(), new CallbackStarted(script.X, script.A, 7), Answered(script.X, script.A, 7)));
        Assert.Equal(2, new Script().ViolatedBy(new ContractAnswered(), new CallbackStarted(script.X, script.A, 7), Answered(script.X, script.A, 8)));
    }

    [Fact]
    public void A_callback_that_is_said_to_be_made_may_not_come_later() =>
        Assert.Equal(1, script.ViolatedBy(new ContractAnswered(), Answered(script.X, script.A, 7), new CallbackStarted(script.X, script.A, 7)));

    [Fact]
    public void The_callback_of_another_descriptor_or_in_another_task_is_not_the_one_that_is_said_to_be_made()
    {
        Assert.Equal(2, script.ViolatedBy(new ContractAnswered(), new CallbackStarted(script.Y, script.A, 7), Answered(script.X, script.A, 7)));
        Assert.Equal(2, new Script().ViolatedBy(new ContractAnswered(), new CallbackStarted(script.X, script.B, 7), Answered(script.X, script.A, 7)));
    }

    [Fact]
    public void A_callback_that_is_said_to_be_made_or_pending_may_be_either() => Assert.Null(script.ViolatedBy(
        new ContractAnswered(),
        Told(script.X, script.A, 1, 7, RequestMeaning.PendingOrAnswered),
        new CallbackStarted(script.X, script.A, 7),
        Told(script.X, script.A, 1, 7, RequestMeaning.PendingOrAnswered)));

    [Fact]
    public void A_result_must_be_one_that_the_documentation_lists()
    {
        Assert.Null(script.ViolatedBy(new ReturnDocumented(), Told(script.X, script.A, 0, 7), Told(script.X, script.A, 1, 7, RequestMeaning.PendingOrAnswered), Told(script.X, script.A, -22, 0)));
        Assert.Equal(2, new Script().ViolatedBy(new ReturnDocumented(), Told(script.X, script.A, 0, 7), Told(script.X, script.A, 4, 7, RequestMeaning.Undocumented)));
    }

    [Fact]
    public void An_error_must_store_a_cookie()
    {
        var unwritten = new RequestReturned(script.V, script.A, ContextLevel.Task, new RequestResult(-38, 0, CookieWritten: false), RequestMeaning.Refused);

        Assert.Null(script.ViolatedBy(new ContractFailed(), Told(script.V, script.A, -22, 0), Told(script.V, script.A, Eexist, 7)));
        Assert.Equal(2, new Script().ViolatedBy(new ContractFailed(), Told(script.V, script.A, -22, 0), unwritten));
    }

    [Fact]
    public void Nobody_comes_too_late_before_the_user_stack_is_walked()
    {
        var tooLate = Told(script.V, script.A, -114, 0, RequestMeaning.TooLate);

        Assert.Equal(2, script.ViolatedBy(new ContractFailed(), new PendingSet(script.V, script.A), tooLate));
        Assert.Null(new Script().ViolatedBy(new ContractFailed(), new PendingSet(script.V, script.A), new StackSettled(script.V, script.A), tooLate));
        Assert.Null(new Script().ViolatedBy(new ContractFailed(), new PendingSet(script.V, script.B), tooLate));
        Assert.Null(new Script().ViolatedBy(new ContractFailed(), new PendingSet(script.V, script.A), new PendingCleared(script.V), tooLate));
    }

    private static RequestReturned Answered(UnwindWork work, TaskStruct task, ulong cookie) => Told(work, task, 2, cookie, RequestMeaning.Answered);
}
