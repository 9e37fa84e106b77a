using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;
using static UnwindCheck.Models.Tests.Support.Script;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>list-once, no-leak, no-sleep-in-atomic, no-warning and declarations-match.</summary>
public sealed class KernelMonitorTests
{
    private readonly Script script = new();

    [Fact]
    public void A_node_must_not_be_added_to_two_lists() =>
        Assert.Equal(2, script.ViolatedBy(new ListOnce(), new WorkQueued(script.A, script.V.OwnHead!), new WorkQueued(script.B, script.V.OwnHead!)));

    [Fact]
    public void A_node_must_not_be_added_twice_to_one_list() =>
        Assert.Equal(3, script.ViolatedBy(new ListOnce(), new WorkQueued(script.A, script.V.OwnHead!), new WorkQueued(script.A, script.W.OwnHead!), new WorkQueued(script.A, script.V.OwnHead!)));

    [Fact]
    public void A_node_may_be_added_again_once_it_runs_or_was_unlinked() => Assert.Null(script.ViolatedBy(
        new ListOnce(),
        new WorkQueued(script.A, script.V.OwnHead!),
        new WorkStarting(script.A, script.V.OwnHead!),
        new WorkQueued(script.A, script.V.OwnHead!),
        new WorkUnlinked(script.A, script.V.OwnHead!),
        new WorkQueued(script.B, script.V.OwnHead!)));

    [Fact]
    public void Memory_must_not_outlive_its_task()
    {
        Assert.Null(script.ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Freed(script.A, script.V.Memory), new TaskGone(script.A)));
        Assert.Equal(3, new Script().ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new TaskGone(script.B), new TaskGone(script.A)));
    }

    [Fact]
    public void Memory_must_not_be_freed_twice() =>
        Assert.Equal(3, script.ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Freed(script.A, script.V.Memory), new Freed(script.A, script.V.Memory)));

    [Fact]
    public void Memory_must_not_be_allocated_twice()
    {
        Assert.Equal(2, script.ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Allocated(script.A, script.V.Memory)));
        Assert.Null(new Script().ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Freed(script.A, script.V.Memory), new Allocated(script.A, script.V.Memory)));
    }

    [Fact]
    public void Memory_must_not_be_written_to_before_it_is_allocated()
    {
        Assert.Null(script.ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Stored(script.A, script.V.Memory)));
        Assert.Equal(1, new Script().ViolatedBy(new NoLeak(), new Stored(script.A, script.V.Memory), new Allocated(script.A, script.V.Memory)));
        Assert.Equal(3, new Script().ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new Freed(script.A, script.V.Memory), new Stored(script.A, script.V.Memory)));
    }

    [Fact]
    public void A_task_that_is_not_gone_may_keep_its_memory() =>
        Assert.Null(script.ViolatedBy(new NoLeak(), new Allocated(script.A, script.V.Memory), new TaskGone(script.B)));

    [Fact]
    public void Sleeping_in_atomic_context_is_a_violation()
    {
        Assert.Null(script.ViolatedBy(new NoSleepInAtomic(), Enter(script.A)));
        Assert.Equal(2, new Script().ViolatedBy(new NoSleepInAtomic(), Enter(script.A), new SleptInAtomic(new Machine(new Interleave.Model(), Architecture.X8664, 1, new Budgets()).Elsewhere, "kmalloc(GFP_KERNEL)")));
    }

    [Fact]
    public void A_warning_is_a_violation()
    {
        Assert.Null(script.ViolatedBy(new NoWarning(), Enter(script.A)));
        Assert.Equal(2, new Script().ViolatedBy(new NoWarning(), Enter(script.A), new Warned("WARN_ON_ONCE(1)")));
    }

    [Fact]
    public void A_call_that_does_not_fit_its_declaration_is_a_violation()
    {
        Assert.Null(script.ViolatedBy(new DeclarationsMatch(), Enter(script.A)));
        Assert.Equal(1, new Script().ViolatedBy(new DeclarationsMatch(), new DeclarationMismatch("f(int)", "f()")));
    }
}
