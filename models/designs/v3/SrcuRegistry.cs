using Interleave;
using Interleave.Kernel;
using Mutex = Interleave.Kernel.Mutex;

namespace UnwindCheck.Models.Designs;

/// <summary>The tree after v3: SRCU for the walk, a mutex for those who change a slot, <c>enabled</c>, and a slot that is
/// cleared by <c>call_srcu()</c>, later.</summary>
/// <remarks>
/// <c>callback_remove()</c> runs in a worker some time after the grace period: <c>synchronize_srcu()</c> waits for readers,
/// not for functions that were queued before it, which is what <c>srcu_barrier()</c> is for. (As implemented, functions
/// queued on one CPU run in order, so that it takes a caller that moves to another CPU between the two calls, and an SRCU
/// domain that keeps a list for each CPU.)
/// The worker begins to wait for readers when it runs, not when it was queued: it may wait for later ones too, which
/// synchronize_srcu() allows, and runs at once in some executions.
/// </remarks>
public sealed class SrcuRegistry : V3Registry
{
    private readonly Machine machine;
    private readonly Mutex mutex;
    private readonly Srcu srcu;
    private readonly Rcu? removals;
    private readonly bool clearsFirst;

    /// <summary>Makes the locks.</summary>
    /// <param name="machine">The machine, with its tasks.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="changes">Which of the repairs there are.</param>
    public SrcuRegistry(Machine machine, V3Slots slots, V3Changes changes)
    {
        this.machine = machine;
        Slots = slots;
        mutex = machine.AddMutex("callbacks_mutex");
        srcu = machine.AddSrcu("callbacks_srcu", severalWait: true);

        clearsFirst = changes.HasFlag(V3Changes.ClearFirst);

        // Counts the functions that are queued.
        removals = changes.HasFlag(V3Changes.SrcuBarrier) ? machine.AddRcu("callbacks_srcu.queued") : null;
    }

    /// <inheritdoc/>
    public override V3Slots Slots { get; }

    /// <inheritdoc/>
    public override V3Callback Add(string name, IUnwindCallback callback, bool registered)
    {
        // register() leaves idx alone when it fails, so it is what a static variable holds at first.
        var added = Slots.Add(name, callback, registered, unregistered: 0);
        var context = machine.NewElsewhere();
        machine.Model.Worker(name + ".callback_remove", () => RemoveCallbacks(context, added));
        return added;
    }

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, V3Callback callback)
    {
        await mutex.Acquire(context);
        var accepted = await TakeSlot(Slots, callback, enables: true);
        await mutex.Release(context);
        return accepted;
    }

    /// <inheritdoc/>
    public override async Step<bool> Unregister(KernelContext context, V3Callback callback)
    {
        await callback.Enabled.Write(0);
        if (clearsFirst)
        {
            await ClearSlot(context, callback);
            await srcu.Synchronize(context);
            return true;
        }

        // call_srcu(&callbacks_srcu, &callback->rcu, callback_remove)
        if (removals is not null)
        {
            await removals.ReadLock();
        }

        KernelContext.WarnOn(await callback.RemovalQueued.Exchange(1) != 0, "call_srcu(): the same rcu_head is queued already");
        await srcu.Synchronize(context);
        if (removals is not null)
        {
            await removals.Synchronize(context);
        }

        return true;
    }

    /// <inheritdoc/>
    public override Step BeginWalk(KernelContext context) => srcu.ReadLock(context);

    /// <inheritdoc/>
    public override Step EndWalk(KernelContext context) => srcu.ReadUnlock(context);

    /// <inheritdoc/>
    public override async Step<bool> IsEnabled(V3Callback callback) => await callback.Enabled.Read() != 0;

    /// <summary>The worker: <c>callback_remove()</c>, each time that it was queued.</summary>
    private async Step RemoveCallbacks(KernelContext context, V3Callback callback)
    {
        while (true)
        {
            await callback.RemovalQueued.WaitUntil(1);
            await srcu.Synchronize(context);
            await ClearSlot(context, callback);
            await callback.RemovalQueued.WriteOnce(0);
            if (removals is not null)
            {
                await removals.ReadUnlock();
            }
        }
    }

    private async Step ClearSlot(KernelContext context, V3Callback callback)
    {
        await mutex.Acquire(context);
        await Slots.Clear(await callback.Index.Read());
        await mutex.Release(context);
    }
}
