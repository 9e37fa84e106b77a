namespace Interleave.Kernel;

/// <summary><c>struct mutex</c>: a task that has to wait sleeps.</summary>
/// <remarks>Left out: optimistic spinning, and that a lock which is handed to a sleeper may be stolen meanwhile. Both only
/// change who gets it first, and the search tries every order.</remarks>
public sealed class Mutex : KernelLock
{
    private readonly Cell owner;

    internal Mutex(Model model, string name)
        : base(name) => owner = model.Cell(name);

    /// <summary><c>mutex_lock()</c>.</summary>
    public async Step Acquire(KernelContext context)
    {
        await context.MightSleep("mutex_lock()");
        Events.Emit(new LockWanted(this, context));
        if (await owner.CompareExchange(0, 1) != 0)
        {
            await Scheduler.SleepToAcquire(context, owner);
        }

        Events.Emit(new LockTaken(this, context));
    }

    /// <summary><c>mutex_unlock()</c>.</summary>
    public async Step Release(KernelContext context)
    {
        await owner.WriteOnce(0);
        Events.Emit(new LockDropped(this, context));
    }
}
