using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>cancel-promise and pending-stuck.</summary>
public sealed class CancelMonitorTests
{
    private readonly Script script = new();

    [Fact]
    public void No_callback_may_begin_after_a_cancellation_has_returned()
    {
        Assert.Null(script.ViolatedBy(new CancelPromise(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 7), new CallbackFinished(script.V, script.A), new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, false)));
        Assert.Equal(4, new Script().ViolatedBy(new CancelPromise(), Told(script.V, script.A, 0, 7), new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, false), new CallbackStarted(script.V, script.A, 7)));
    }

    [Fact]
    public void No_callback_may_run_when_a_cancellation_returns() =>
        Assert.Equal(4, script.ViolatedBy(new CancelPromise(), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 7), new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, false)));

    [Fact]
    public void A_callback_may_answer_a_request_that_came_after_the_cancellation() =>
        Assert.Null(script.ViolatedBy(new CancelPromise(), new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, true), Told(script.V, script.A, 0, 7), new CallbackStarted(script.V, script.A, 7)));

    [Fact]
    public void Another_descriptor_and_another_task_are_not_cancelled() =>
        Assert.Null(script.ViolatedBy(new CancelPromise(), new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, true), new CallbackStarted(script.W, script.A, 7), new CallbackStarted(script.V, script.B, 8)));

    [Fact]
    public void The_next_cancellation_has_to_keep_its_promise_as_well() => Assert.Equal(6, script.ViolatedBy(
        new CancelPromise(),
        new CancelStarted(script.V, script.A),
        new CancelReturned(script.V, script.A, true),
        Told(script.V, script.A, 0, 7),
        new CancelStarted(script.V, script.A),
        new CancelReturned(script.V, script.A, true),
        new CallbackStarted(script.V, script.A, 7)));

    [Fact]
    public void A_mark_without_a_work_must_not_outlive_the_context()
    {
        Assert.Null(script.ViolatedBy(new PendingStuck(), new WorkQueued(script.A, script.V.OwnHead!), new PendingSet(script.V, script.A), new WorkUnlinked(script.A, script.V.OwnHead!), new PendingCleared(script.V), new UserReturned(script.A)));
        Assert.Equal(4, new Script().ViolatedBy(new PendingStuck(), new WorkQueued(script.A, script.V.OwnHead!), new WorkUnlinked(script.A, script.V.OwnHead!), new PendingSet(script.V, script.A), new UserReturned(script.A)));
    }

    [Fact]
    public void A_mark_may_stay_while_its_work_is_queued() =>
        Assert.Null(script.ViolatedBy(new PendingStuck(), new WorkQueued(script.A, script.V.OwnHead!), new PendingSet(script.V, script.A), new UserReturned(script.A)));

    [Fact]
    public void A_mark_must_not_stay_when_its_work_has_run() => Assert.Equal(5, script.ViolatedBy(
        new PendingStuck(), new WorkQueued(script.A, script.V.OwnHead!), new PendingSet(script.V, script.A), new WorkStarting(script.A, script.V.OwnHead!), new WorkFinished(script.A, script.V.OwnHead!), new UserReturned(script.A)));

    [Fact]
    public void A_mark_may_stay_while_somebody_cancels() => Assert.Null(script.ViolatedBy(
        new PendingStuck(),
        new CancelStarted(script.V, script.A),
        new PendingSet(script.V, script.A),
        new UserReturned(script.A),
        new PendingCleared(script.V),
        new CancelReturned(script.V, script.A, true)));

    [Fact]
    public void A_mark_without_a_work_is_stuck_when_its_task_is_gone() =>
        Assert.Equal(2, script.ViolatedBy(new PendingStuck(), new PendingSet(script.V, script.A), new TaskGone(script.A)));

    [Fact]
    public void A_mark_without_a_work_is_stuck_at_the_end() =>
        Assert.Equal(2, script.ViolatedBy(new PendingStuck(), new PendingSet(script.V, script.A)));

    [Fact]
    public void The_return_of_another_task_does_not_judge_a_mark() => Assert.Equal(3, script.ViolatedBy(
        new PendingStuck(), new PendingSet(script.V, script.A), new UserReturned(script.B), new UserReturned(script.A)));

    [Fact]
    public void No_callback_may_begin_in_any_task_after_a_cancellation_for_all()
    {
        Assert.Equal(3, script.ViolatedBy(new CancelPromise(), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), new CallbackStarted(script.X, script.B, 7)));
        Assert.Null(new Script().ViolatedBy(new CancelPromise(), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), new CallbackStarted(script.Y, script.B, 7)));
    }

    [Fact]
    public void No_callback_may_run_in_any_task_when_a_cancellation_for_all_returns() =>
        Assert.Equal(3, script.ViolatedBy(new CancelPromise(), new CallbackStarted(script.X, script.B, 7), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true)));

    [Fact]
    public void A_request_for_a_cancelled_descriptor_allows_no_callback() => Assert.Equal(4, script.ViolatedBy(
        new CancelPromise(), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), Told(script.X, script.A, 0, 7), new CallbackStarted(script.X, script.A, 7)));

    [Fact]
    public void A_descriptor_that_is_registered_again_may_be_called_again() => Assert.Null(script.ViolatedBy(
        new CancelPromise(),
        new CancelStarted(script.X, null),
        new CancelReturned(script.X, null, true),
        new RegisterStarted(script.X),
        new CallbackStarted(script.X, script.A, 7)));
}
