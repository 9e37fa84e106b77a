namespace Interleave.Kernel;

/// <summary>RCU: read-side sections that do not sleep, and a wait for those that began before it.</summary>
/// <remarks>The wait here is for a moment without any section, which is longer than the real one's. Sections neither sleep nor
/// wait for anybody, so nothing is lost but orders in which the wait ends earlier; a waiter can be delayed that long after
/// it as well.</remarks>
public sealed class Rcu : IModelObject
{
    private readonly Cell readers;

    internal Rcu(Model model, string name) => readers = model.Cell(name);

    /// <summary><c>rcu_read_lock()</c>, or interrupts off.</summary>
    public async Step ReadLock() => await readers.FetchAdd(1);

    /// <summary><c>rcu_read_unlock()</c>, or interrupts on again.</summary>
    public async Step ReadUnlock() => await readers.FetchAdd(uint.MaxValue);

    /// <summary><c>synchronize_rcu()</c>.</summary>
    public async Step Synchronize(KernelContext context)
    {
        await context.MightSleep("synchronize_rcu()");
        await Scheduler.SleepUntil(context, readers, 0);
    }
}
