using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>request-accepted.</summary>
public sealed class RequestAcceptedTests
{
    private const int Einval = -22;

    private readonly Script script = new();

    private RequestReturned Refusal => Told(script.X, script.A, Einval, 0);

    [Fact]
    public void A_request_of_a_registered_tracer_in_a_user_task_is_not_refused()
    {
        Assert.Equal(2, Judged(Asks(script.X, script.A), Refusal));
        Assert.Null(Judged(Asks(script.X, script.A), Told(script.X, script.A, 0, 7)));
    }

    [Fact]
    public void Who_comes_too_late_is_not_refused() =>
        Assert.Null(Judged(Asks(script.X, script.A), Told(script.X, script.A, -114, 0, RequestMeaning.TooLate)));

    [Fact]
    public void A_request_in_a_task_that_exits_may_be_refused()
    {
        Assert.Null(Judged(new TaskExiting(script.A), Asks(script.X, script.A), Refusal));
        Assert.Equal(3, Judged(new TaskExiting(script.B), Asks(script.X, script.A), Refusal));
    }

    [Fact]
    public void A_request_in_a_kernel_thread_may_be_refused() =>
        Assert.Null(Judged(Asks(script.X, script.KernelThread), Told(script.X, script.KernelThread, Einval, 0)));

    [Fact]
    public void A_request_from_an_NMI_may_be_refused() => Assert.Null(Judged(
        Asks(script.X, script.A, ContextLevel.Nmi),
        new RequestReturned(script.X, script.A, ContextLevel.Nmi, new RequestResult(Einval, 0), RequestMeaning.Refused)));

    [Fact]
    public void A_request_that_finds_no_memory_may_be_refused()
    {
        Assert.Null(Judged(Asks(script.X, script.A), new AllocationFailed(script.A, Atomic: true), Refusal));
        Assert.Equal(3, Judged(Asks(script.X, script.A), new AllocationFailed(script.A), Refusal));
        Assert.Equal(4, Judged(new AllocationFailed(script.A, Atomic: true), new AllocationFailed(script.B, Atomic: true), Asks(script.X, script.A), Refusal));
    }

    [Fact]
    public void A_tracer_that_is_cancelled_may_be_refused_until_it_is_registered_again()
    {
        Assert.Null(Judged(new CancelStarted(script.X, null), Asks(script.X, script.A), Refusal));
        Assert.Null(Judged(Asks(script.X, script.A), new CancelStarted(script.X, null), new CancelReturned(script.X, null, true), new RegisterStarted(script.X), new RegisterReturned(script.X, true), Refusal));
        Assert.Equal(5, Judged(new CancelStarted(script.X, null), new RegisterStarted(script.X), new RegisterReturned(script.X, true), Asks(script.X, script.A), Refusal));
        Assert.Null(Judged(new CancelStarted(script.X, null), new RegisterStarted(script.X), new RegisterReturned(script.X, false), Asks(script.X, script.A), Refusal));
    }

    [Fact]
    public void A_cancellation_of_another_tracer_or_for_one_task_is_no_reason()
    {
        Assert.Equal(3, Judged(new CancelStarted(script.Y, null), Asks(script.X, script.A), Refusal));
        Assert.Equal(3, Judged(new CancelStarted(script.X, script.A), Asks(script.X, script.A), Refusal));
    }

    private static int? Judged(params object[] events) => new Script().ViolatedBy(new RequestAccepted(), events);
}
