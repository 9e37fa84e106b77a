using Interleave;
using Interleave.Kernel;
using Mutex = Interleave.Kernel.Mutex;

namespace UnwindCheck.Models.Designs;

/// <summary>Who may touch <see cref="V3Slots"/> when: registering, unregistering, and the walk of the task work.</summary>
public abstract class V3Registry : IModelObject
{
    /// <summary>The slots.</summary>
    public abstract V3Slots Slots { get; }

    /// <summary>Adds a callback before anything runs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="callback">What it calls.</param>
    /// <param name="registered">Whether it is registered then, if there is a slot left.</param>
    public abstract V3Callback Add(string name, IUnwindCallback callback, bool registered);

    /// <summary><c>unwind_user_register()</c>.</summary>
    public abstract Step<bool> Register(KernelContext context, V3Callback callback);

    /// <summary><c>unwind_user_unregister()</c>; whether it returned 0.</summary>
    public abstract Step<bool> Unregister(KernelContext context, V3Callback callback);

    /// <summary>The task work begins to look at the slots.</summary>
    public abstract Step BeginWalk(KernelContext context);

    /// <summary>The task work has made its callbacks.</summary>
    public abstract Step EndWalk(KernelContext context);

    /// <summary>Whether the callback in a slot is to be called.</summary>
    public virtual async Step<bool> IsEnabled(V3Callback callback) => true;

    /// <summary>Looks for a free slot and takes it; false: -ENOSPC. The lock is held.</summary>
    protected static async Step<bool> TakeSlot(V3Slots slots, V3Callback callback, bool enables)
    {
        for (var i = 0; i < slots.Size; i++)
        {
            if (await slots.IsFree(i))
            {
                await callback.Function.Write(1);
                await callback.Index.Write((uint)i);
                if (enables)
                {
                    await callback.Enabled.Write(1);
                }

                await slots.Set(i, callback);
                return true;
            }
        }

        return false;
    }
}

/// <summary>v2: a mutex, also for the walk. <c>func</c> belongs to the caller and stays; <c>idx</c> stays too.</summary>
/// <param name="machine">The machine.</param>
/// <param name="slots">The slots.</param>
public sealed class V2Registry(Machine machine, V3Slots slots) : V3Registry
{
    private readonly Mutex mutex = machine.AddMutex("callbacks_lock");

    /// <inheritdoc/>
    public override V3Slots Slots => slots;

    /// <inheritdoc/>
    public override V3Callback Add(string name, IUnwindCallback callback, bool registered) => slots.Add(name, callback, registered, unregistered: 0);

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, V3Callback callback)
    {
        await mutex.Acquire(context);
        var accepted = await TakeSlot(slots, callback, enables: false);
        await mutex.Release(context);
        return accepted;
    }

    /// <inheritdoc/>
    public override async Step<bool> Unregister(KernelContext context, V3Callback callback)
    {
        await mutex.Acquire(context);
        await slots.Clear(await callback.Index.Read());
        await mutex.Release(context);
        return true;
    }

    /// <inheritdoc/>
    public override Step BeginWalk(KernelContext context) => mutex.Acquire(context);

    /// <inheritdoc/>
    public override Step EndWalk(KernelContext context) => mutex.Release(context);
}

/// <summary>v3: a semaphore for many readers.</summary>
/// <param name="machine">The machine.</param>
/// <param name="slots">The slots.</param>
public sealed class RwsemRegistry(Machine machine, V3Slots slots) : V3Registry
{
    private readonly RwSemaphore semaphore = machine.AddRwSemaphore("callbacks_rwsem");

    /// <inheritdoc/>
    public override V3Slots Slots => slots;

    /// <inheritdoc/>
    public override V3Callback Add(string name, IUnwindCallback callback, bool registered) => slots.Add(name, callback, registered, V3Callback.NoIndex);

    /// <inheritdoc/>
    public override async Step<bool> Register(KernelContext context, V3Callback callback)
    {
        await semaphore.AcquireWrite(context);
        var taken = await TakeSlot(slots, callback, enables: false);
        await semaphore.ReleaseWrite(context);
        if (!taken)
        {
            await callback.Function.Write(0);
            await callback.Index.Write(V3Callback.NoIndex);
        }

        return taken;
    }

    /// <inheritdoc/>
    public override async Step<bool> Unregister(KernelContext context, V3Callback callback)
    {
        if (await callback.Index.Read() == V3Callback.NoIndex)
        {
            return false;
        }

        await semaphore.AcquireWrite(context);
        await slots.Clear(await callback.Index.Read());
        await semaphore.ReleaseWrite(context);
        await callback.Function.Write(0);
        await callback.Index.Write(V3Callback.NoIndex);
        return true;
    }

    /// <inheritdoc/>
    public override Step BeginWalk(KernelContext context) => semaphore.AcquireRead(context);

    /// <inheritdoc/>
    public override Step EndWalk(KernelContext context) => semaphore.ReleaseRead(context);
}
