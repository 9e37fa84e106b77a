using Interleave.Kernel;
using UnwindCheck.Models.Invariants;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>lock-order.</summary>
public sealed class LockMonitorTests
{
    private readonly Script script = new();
    private readonly KernelLock l;
    private readonly KernelLock m;
    private readonly KernelLock n;
    private readonly KernelContext a;
    private readonly KernelContext b;

    public LockMonitorTests()
    {
        (l, m, n) = (script.Lock("l"), script.Lock("m"), script.Lock("n"));
        (a, b) = (script.ContextOf(script.A), script.ContextOf(script.B));
    }

    [Fact]
    public void Locks_may_be_taken_one_inside_the_other_in_one_order() =>
        Assert.Null(script.ViolatedBy(new LockOrder(), [.. Take(a, l), .. Take(a, m), .. Drop(a, m), .. Drop(a, l), .. Take(b, l), .. Take(b, m)]));

    [Fact]
    public void Two_orders_are_a_violation_even_when_nobody_waits() =>
        Assert.Equal(9, script.ViolatedBy(new LockOrder(), [.. Take(a, l), .. Take(a, m), .. Drop(a, m), .. Drop(a, l), .. Take(b, m), new LockWanted(l, b)]));

    [Fact]
    public void Two_orders_by_way_of_a_third_lock_are_a_violation() => Assert.Equal(15, script.ViolatedBy(
        new LockOrder(),
        [.. Take(a, l), .. Take(a, m), .. Drop(a, m), .. Drop(a, l), .. Take(a, m), .. Take(a, n), .. Drop(a, n), .. Drop(a, m), .. Take(b, n), new LockWanted(l, b)]));

    [Fact]
    public void A_lock_must_not_be_waited_for_by_whoever_holds_it() =>
        Assert.Equal(3, script.ViolatedBy(new LockOrder(), [.. Take(a, l), new LockWanted(l, a)]));

    [Fact]
    public void A_lock_may_be_waited_for_while_somebody_else_holds_it() =>
        Assert.Null(script.ViolatedBy(new LockOrder(), [.. Take(a, l), new LockWanted(l, b), .. Drop(a, l), new LockTaken(l, b)]));

    [Fact]
    public void Locks_that_are_not_held_at_the_same_time_have_no_order() =>
        Assert.Null(script.ViolatedBy(new LockOrder(), [.. Take(a, l), .. Drop(a, l), .. Take(a, m), .. Drop(a, m), .. Take(b, m), .. Drop(b, m), .. Take(b, l)]));

    [Fact]
    public void A_section_that_is_entered_without_waiting_is_held_as_well() =>
        Assert.Equal(6, script.ViolatedBy(new LockOrder(), [.. Take(a, l), new LockWanted(m, a), .. Drop(a, l), new LockTaken(m, b), new LockWanted(l, b)]));

    private static object[] Take(KernelContext context, KernelLock taken) => [new LockWanted(taken, context), new LockTaken(taken, context)];

    private static object[] Drop(KernelContext context, KernelLock dropped) => [new LockDropped(dropped, context)];
}
