using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>context-clean, callback-empty, and pending-stuck of a task's own mark.</summary>
public sealed class ContextMonitorTests
{
    private readonly Script script = new();

    [Theory]
    [InlineData(ContextPart.Cookie)]
    [InlineData(ContextPart.CookieOfNmi)]
    [InlineData(ContextPart.Stack)]
    public void Nothing_may_be_kept_of_a_context_that_is_over(ContextPart part)
    {
        Assert.Null(script.ViolatedBy(new ContextClean(), new KeptInTask(script.A, part), new ForgottenInTask(script.A, part), new UserReturned(script.A)));
        Assert.Equal(2, new Script().ViolatedBy(new ContextClean(), new KeptInTask(script.A, part), new UserReturned(script.A)));
    }

    [Fact]
    public void No_work_may_be_queued_for_a_task_that_is_back_in_user_mode()
    {
        var work = script.V.OwnHead!;

        Assert.Equal(2, script.ViolatedBy(new ContextClean(), new WorkQueued(script.A, work), new UserReturned(script.A)));
        Assert.Null(new Script().ViolatedBy(new ContextClean(), new WorkQueued(script.A, work), new WorkStarting(script.A, work), new UserReturned(script.A)));
        Assert.Null(new Script().ViolatedBy(new ContextClean(), new WorkQueued(script.A, work), new WorkUnlinked(script.A, work), new UserReturned(script.A)));
    }

    [Fact]
    public void No_tracer_may_have_a_bit_in_a_task_that_is_back_in_user_mode()
    {
        Assert.Equal(3, script.ViolatedBy(new ContextClean(), new MaskBitSet(script.A, script.X, 2), new MaskBitsCleared(script.A, 1UL << 3), new UserReturned(script.A)));
        Assert.Null(new Script().ViolatedBy(new ContextClean(), new MaskBitSet(script.A, script.X, 2), new MaskBitsCleared(script.A, 1UL << 2), new UserReturned(script.A)));
    }

    [Fact]
    public void What_another_task_keeps_is_none_of_its_business() =>
        Assert.Null(script.ViolatedBy(new ContextClean(), new KeptInTask(script.B, ContextPart.Cookie), new WorkQueued(script.B, script.V.OwnHead!), new UserReturned(script.A)));

    [Fact]
    public void A_pending_mark_is_for_another_invariant() =>
        Assert.Null(script.ViolatedBy(new ContextClean(), new KeptInTask(script.A, ContextPart.PendingMark), new UserReturned(script.A)));

    [Theory]
    [InlineData("v4", false)]
    [InlineData("v6", false)]
    [InlineData("v8", true)]
    [InlineData("v13", true)]
    [InlineData("6.19", true)]
    [InlineData("6.19+reset-at-entry", false)]
    public void Only_designs_that_reset_at_the_exit_are_held_to_it(string design, bool applies)
    {
        var clean = new ContextClean();
        var model = ScenarioModel.Build(DesignCatalogue.Find(design)!, Shipped.Scenario("first-request"), [clean]);

        Assert.Equal(applies ? [clean] : [], model.Monitors);
    }

    [Fact]
    public void A_promised_callback_must_not_be_empty()
    {
        Assert.Equal(2, script.ViolatedBy(new CallbackEmpty(), Told(script.X, script.A, 0, 7), Empty(script, 7)));
        Assert.Null(new Script().ViolatedBy(new CallbackEmpty(), Told(script.X, script.A, 0, 7), Sees(script.X, script.A, 7)));
    }

    [Fact]
    public void A_callback_that_nobody_asked_for_may_be_empty() => Assert.Null(script.ViolatedBy(new CallbackEmpty(), Told(script.X, script.A, 0, 7), Empty(script, 8)));

    [Fact]
    public void A_trace_that_nobody_has_written_is_not_an_empty_one() =>
        Assert.Null(script.ViolatedBy(new CallbackEmpty(), Told(script.X, script.A, 0, 7), new CallbackSawStack(script.X, script.A, 7, null)));

    [Fact]
    public void Without_memory_a_callback_may_be_empty_until_the_next_entry()
    {
        Assert.Null(script.ViolatedBy(new CallbackEmpty(), Told(script.X, script.A, 0, 7), new AllocationFailed(script.A), Empty(script, 7)));
        Assert.Equal(3, new Script().ViolatedBy(new CallbackEmpty(), Told(script.X, script.A, 0, 7), new AllocationFailed(script.B), Empty(script, 7)));
        Assert.Equal(4, new Script().ViolatedBy(new CallbackEmpty(), new AllocationFailed(script.A), Enter(script.A), Told(script.X, script.A, 0, 7), Empty(script, 7)));
    }

    [Fact]
    public void A_mark_of_a_task_without_a_work_must_not_outlive_the_context()
    {
        Assert.Equal(2, script.ViolatedBy(new PendingStuck(), Marked(script), new UserReturned(script.A)));
        Assert.Null(new Script().ViolatedBy(new PendingStuck(), Marked(script), new ForgottenInTask(script.A, ContextPart.PendingMark), new UserReturned(script.A)));
    }

    [Fact]
    public void A_mark_of_a_task_may_stay_while_its_work_is_queued_or_runs()
    {
        var work = script.V.OwnHead!;

        Assert.Null(script.ViolatedBy(new PendingStuck(), Marked(script), new WorkQueued(script.A, work), new UserReturned(script.A)));
        Assert.Null(new Script().ViolatedBy(new PendingStuck(), Marked(script), new WorkQueued(script.A, work), new WorkStarting(script.A, work), new UserReturned(script.A), new ForgottenInTask(script.A, ContextPart.PendingMark)));
        Assert.Equal(5, new Script().ViolatedBy(new PendingStuck(), Marked(script), new WorkQueued(script.A, work), new WorkStarting(script.A, work), new WorkFinished(script.A, work), new UserReturned(script.A)));
    }

    [Fact]
    public void The_work_of_another_task_does_not_answer_a_mark() =>
        Assert.Equal(3, script.ViolatedBy(new PendingStuck(), Marked(script), new WorkQueued(script.B, script.V.OwnHead!), new UserReturned(script.A)));

    [Fact]
    public void A_mark_of_a_task_that_is_gone_disturbs_nobody() =>
        Assert.Null(script.ViolatedBy(new PendingStuck(), Marked(script), new TaskGone(script.A)));

    private static KeptInTask Marked(Script script) => new(script.A, ContextPart.PendingMark);

    private static CallbackSawStack Empty(Script script, ulong cookie) => new(script.X, script.A, cookie, default(UserTrace));
}
