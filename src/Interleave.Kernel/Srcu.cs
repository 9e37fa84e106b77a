namespace Interleave.Kernel;

/// <summary><c>struct srcu_struct</c>: readers may sleep; <c>synchronize_srcu()</c> waits for those that began before it.</summary>
/// <remarks>One read-side section a task at a time, in process context: nobody here nests them. A reader that begins while
/// the wait looks at its task may be waited for as well, as the two counters of the real one allow; others are not, so a
/// later reader that waits for the waiter is no deadlock. Those who wait take turns: real grace periods may overlap, but no
/// one waits longer for that than for readers that began meanwhile.</remarks>
public sealed class Srcu : KernelLock
{
    private const uint Reading = 1;
    private const uint WaitedFor = 3;

    private readonly Dictionary<TaskStruct, (Cell Section, Cell Grace)> readers;

    private readonly Cell? turn;

    internal Srcu(Machine machine, string name, bool severalWait)
        : base(name)
    {
        readers = machine.Tasks.ToDictionary(task => task, task => (machine.Model.Cell($"{name}.{task}"), machine.Model.Cell($"{name}.grace.{task}")));
        turn = severalWait ? machine.Model.Cell($"{name}.grace period") : null;
    }

    /// <summary><c>srcu_read_lock()</c>.</summary>
    public async Step ReadLock(KernelContext context)
    {
        await readers[context.Current].Section.WriteOnce(Reading);
        Events.Emit(new LockTaken(this, context));
    }

    /// <summary><c>srcu_read_unlock()</c>.</summary>
    public async Step ReadUnlock(KernelContext context)
    {
        var (section, grace) = readers[context.Current];
        if (await section.Exchange(0) == WaitedFor)
        {
            await grace.WriteOnce(0);
        }

        Events.Emit(new LockDropped(this, context));
    }

    /// <summary><c>synchronize_srcu()</c>.</summary>
    public async Step Synchronize(KernelContext context)
    {
        await context.MightSleep("synchronize_srcu()");
        Events.Emit(new LockWanted(this, context));
        if (turn is null)
        {
            await WaitForReaders(context);
            return;
        }

        await Scheduler.SleepToAcquire(context, turn);
        await WaitForReaders(context);
        await turn.WriteOnce(0);
    }

    private async Step WaitForReaders(KernelContext context)
    {
        for (var i = 0; i < context.Machine.Tasks.Count; i++)
        {
            var (section, grace) = readers[context.Machine.Tasks[i]];
            if (await section.ReadOnce() != Reading)
            {
                continue;
            }

            await grace.WriteOnce(1);
            if (await section.CompareExchange(Reading, WaitedFor) == Reading)
            {
                await Scheduler.SleepUntil(context, grace, 0);
            }
        }
    }
}
