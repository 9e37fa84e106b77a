using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>cancel-promise and pending-stuck, and what cancellations excuse elsewhere.</summary>
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
    public void Of_two_cancellations_at_a_time_the_last_one_to_return_is_judged()
    {
        object[] both = [new CancelStarted(script.V, script.A), Told(script.V, script.A, 0, 7), new CancelStarted(script.V, script.A), new CallbackStarted(script.V, script.A, 7), new CancelReturned(script.V, script.A, false)];

        Assert.Null(script.ViolatedBy(new CancelPromise(), [.. both, new CallbackFinished(script.V, script.A), new CancelReturned(script.V, script.A, false)]));
        Assert.Equal(6, new Script().ViolatedBy(new CancelPromise(), [.. both, new CancelReturned(script.V, script.A, false)]));
        Assert.Equal(8, new Script().ViolatedBy(new CancelPromise(), [.. both, new CallbackFinished(script.V, script.A), new CancelReturned(script.V, script.A, false), new CallbackStarted(script.V, script.A, 7)]));
    }

    [Fact]
    public void A_cancellation_that_has_not_returned_forbids_no_callback_yet()
    {
        object[] asked = [new CancelStarted(script.V, script.A), new CancelReturned(script.V, script.A, true), Told(script.V, script.A, 0, 7), new CancelStarted(script.V, script.A)];

        Assert.Null(script.ViolatedBy(new CancelPromise(), [.. asked, new CallbackStarted(script.V, script.A, 7), new CallbackFinished(script.V, script.A), new CancelReturned(script.V, script.A, false)]));
        Assert.Equal(6, new Script().ViolatedBy(new CancelPromise(), [.. asked, new CancelReturned(script.V, script.A, false), new CallbackStarted(script.V, script.A, 7)]));
        Assert.Equal(6, new Script().ViolatedBy(new CancelPromise(), [.. asked, new CallbackStarted(script.V, script.A, 7), new CancelReturned(script.V, script.A, false)]));
        Assert.Null(new Script().ViolatedBy(new CancelPromise(), [.. asked, Told(script.V, script.A, 0, 8), new CancelReturned(script.V, script.A, false), new CallbackStarted(script.V, script.A, 8)]));
    }

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
    public void A_mark_may_stay_while_one_of_two_still_cancels()
    {
        Assert.Null(script.ViolatedBy(
            new PendingStuck(),
            new CancelStarted(script.V, script.A),
            new CancelStarted(script.V, script.A),
            new CancelReturned(script.V, script.A, false),
            new PendingSet(script.V, script.A),
            new UserReturned(script.A),
            new PendingCleared(script.V),
            new CancelReturned(script.V, script.A, true)));
        Assert.Equal(6, new Script().ViolatedBy(
            new PendingStuck(),
            new CancelStarted(script.V, script.A),
            new CancelStarted(script.V, script.A),
            new CancelReturned(script.V, script.A, false),
            new CancelReturned(script.V, script.A, true),
            new PendingSet(script.V, script.A),
            new UserReturned(script.A)));
    }

    [Fact]
    public void A_request_promises_nothing_while_one_of_two_still_cancels()
    {
        Assert.Null(script.ViolatedBy(new CallbackLost(), [.. TwoCancel(script).SkipLast(1), Asks(script.X, script.A), Told(script.X, script.A, 0, 7), .. TwoCancel(script).TakeLast(1), new TaskGone(script.A)]));
        Assert.Equal(7, new Script().ViolatedBy(new CallbackLost(), [.. TwoCancel(script), Asks(script.X, script.A), Told(script.X, script.A, 0, 7), new TaskGone(script.A)]));

        static object[] TwoCancel(Script script) => [new CancelStarted(script.X, null), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), new CancelReturned(script.X, null, true)];
    }

    [Fact]
    public void Who_is_cancelled_takes_his_samples_back()
    {
        var (sample, callback) = (new KernelSampleTaken(script.X, script.A), Sees(script.X, script.A, 7));
        var cancelled = new object[] { new CancelStarted(script.X, null), new CancelReturned(script.X, null, true) };
        var gone = new TaskGone(script.A);

        Assert.Equal(3, script.ViolatedBy(new SampleAnswered(), Enter(script.A), sample, gone));
        Assert.Null(new Script().ViolatedBy(new SampleAnswered(), [Enter(script.A), sample, .. cancelled, gone]));
        Assert.Null(new Script().ViolatedBy(new SampleAnswered(), [Enter(script.A), .. cancelled, sample, gone]));
        Assert.Equal(6, new Script().ViolatedBy(new SampleAnswered(), [Enter(script.A), .. cancelled, new RegisterStarted(script.X), sample, gone]));
        Assert.Equal(4, new Script().ViolatedBy(new SampleAnswered(), Enter(script.A), new KernelSampleTaken(script.X, script.A), new CancelStarted(script.Y, null), gone));
        Assert.Null(new Script().ViolatedBy(new SampleAnswered(), [Enter(script.A), sample, .. cancelled, callback, gone]));
    }

    [Theory]
    [InlineData("remote R { cancel w of A }", false)]
    [InlineData("at user_enter { request w }", true)]
    public void A_sample_without_a_stack_is_excused_where_its_tracer_was_cancelled(string rest, bool violated)
    {
        var scenario = ScenarioParser.Parse("test", "test.scenario", "records unlimited; tracer w shared; task A on 0 { syscall { request w } call syscall { } }; " + rest);

        Assert.Equal(violated, Shipped.Violated(Shipped.Design("v4-repaired"), scenario).Contains("stitched-both-ways", StringComparer.Ordinal));
    }

    [Fact]
    public void A_cancellation_in_one_task_takes_back_the_samples_there() => Assert.Equal(5, script.ViolatedBy(
        new SampleAnswered(), new KernelSampleTaken(script.V, script.A), new KernelSampleTaken(script.V, script.B), new CancelStarted(script.V, script.A), new TaskGone(script.A), new TaskGone(script.B)));

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
