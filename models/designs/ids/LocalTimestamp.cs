using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>local64_t timestamp</c> of v11 and v12: set by one compare-and-exchange, in every context alike.</summary>
internal sealed class LocalTimestamp : IContextId
{
    private readonly bool nmiSafe;
    private readonly LocalClock clock;
    private readonly Dictionary<TaskStruct, Cell64> timestamps;

    public LocalTimestamp(Machine machine)
    {
        nmiSafe = machine.Architecture.HasNmiSafeCompareExchange;
        clock = new LocalClock(machine.Model);
        timestamps = machine.Tasks.ToDictionary(task => task, task => machine.Model.Cell64(task.Name + ".timestamp"));
    }

    /// <inheritdoc/>
    public async Step<ulong> Get(KernelContext context)
    {
        var timestamp = timestamps[context.Current];
        var known = await timestamp.ReadOnce();
        if (known != 0)
        {
            return known;
        }

        // assign_timestamp()
        var now = await clock.Read();
        if (!nmiSafe)
        {
            await timestamp.WriteOnce(now);
        }
        else if (await timestamp.CompareExchange(0, now) is not 0 and var other)
        {
            return other;
        }

        Events.Emit(new CookieAssigned(context.Current, now));
        Events.Emit(new KeptInTask(context.Current, ContextPart.Cookie));
        return now;
    }

    /// <inheritdoc/>
    public async Step<ulong> Read(TaskStruct task) => await timestamps[task].ReadOnce();

    /// <inheritdoc/>
    public async Step Reset(TaskStruct task)
    {
        await timestamps[task].WriteOnce(0);
        Events.Emit(new ForgottenInTask(task, ContextPart.Cookie));
    }
}
