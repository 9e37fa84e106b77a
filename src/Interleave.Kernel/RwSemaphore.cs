namespace Interleave.Kernel;

/// <summary><c>struct rw_semaphore</c>: many readers or one writer; who has to wait sleeps.</summary>
/// <remarks>Left out: that a waiting writer holds up new readers. It only keeps some readers from coming first.</remarks>
public sealed class RwSemaphore : KernelLock
{
    private const uint Writer = 0x100;

    private readonly Cell count;
    private readonly Cell entry;

    internal RwSemaphore(Model model, string name)
        : base(name)
    {
        count = model.Cell(name);
        entry = model.Cell(name + ".wait_lock");
    }

    /// <summary><c>down_read()</c>.</summary>
    public async Step AcquireRead(KernelContext context)
    {
        await context.MightSleep("down_read()");
        Events.Emit(new LockWanted(this, context));
        if (await count.FetchAdd(1) >= Writer)
        {
            await count.FetchAdd(uint.MaxValue);

            // Behind the writer, who holds the wait lock; then nobody else can become one.
            await Scheduler.SleepToAcquire(context, entry);
            await count.FetchAdd(1);
            await entry.WriteOnce(0);
        }

        Events.Emit(new LockTaken(this, context));
    }

    /// <summary><c>up_read()</c>.</summary>
    public async Step ReleaseRead(KernelContext context)
    {
        await count.FetchAdd(uint.MaxValue);
        Events.Emit(new LockDropped(this, context));
    }

    /// <summary><c>down_write()</c>.</summary>
    public async Step AcquireWrite(KernelContext context)
    {
        await context.MightSleep("down_write()");
        Events.Emit(new LockWanted(this, context));
        if (await entry.CompareExchange(0, 1) != 0)
        {
            await Scheduler.SleepToAcquire(context, entry);
        }

        if (await count.CompareExchange(0, Writer) != 0)
        {
            await Scheduler.SleepToAcquire(context, count, Writer);
        }

        Events.Emit(new LockTaken(this, context));
    }

    /// <summary><c>up_write()</c>.</summary>
    public async Step ReleaseWrite(KernelContext context)
    {
        // A reader that has come and found the writer may have added itself for a moment.
        await count.FetchAdd(unchecked(0u - Writer));
        Events.Emit(new LockDropped(this, context));
        await entry.WriteOnce(0);
    }
}
