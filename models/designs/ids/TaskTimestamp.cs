using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>timestamp</c> and <c>nmi_timestamp</c> of v8 to v10.</summary>
internal sealed class TaskTimestamp : IModelObject
{
    private readonly LocalClock clock;
    private readonly Dictionary<TaskStruct, (KernelU64 Timestamp, KernelU64 FromNmi)> timestamps;

    public TaskTimestamp(Machine machine)
    {
        clock = new LocalClock(machine.Model);
        timestamps = machine.Tasks.ToDictionary(
            task => task,
            task => (
                new KernelU64(machine.Architecture, machine.Model.Cell64(task.Name + ".timestamp")),
                new KernelU64(machine.Architecture, machine.Model.Cell64(task.Name + ".nmi_timestamp"))));
    }

    /// <summary><c>get_timestamp()</c>; interrupts are off.</summary>
    public async Step<ulong> Get(KernelContext context)
    {
        var (timestamp, fromNmi) = timestamps[context.Current];
        if (await timestamp.Read() == 0)
        {
            var now = await clock.Read();
            await timestamp.Write(now);
            Events.Emit(new KeptInTask(context.Current, ContextPart.Cookie));
            Events.Emit(new CookieAssigned(context.Current, now));

            // "If an NMI came in and set a timestamp, it means that it happened before this timestamp was set."
            if (await fromNmi.Read() != 0)
            {
                var earlier = await fromNmi.Read();
                await timestamp.Write(earlier);
                await fromNmi.Write(0);
                Events.Emit(new ForgottenInTask(context.Current, ContextPart.CookieOfNmi));
            }
        }

        return await timestamp.Read();
    }

    /// <summary>The first lines of <c>unwind_deferred_request_nmi()</c>.</summary>
    /// <returns>The timestamp, and whether this call made it.</returns>
    public async Step<(ulong Timestamp, bool Made)> GetInNmi(KernelContext context)
    {
        var (timestamp, fromNmi) = timestamps[context.Current];
        var known = await fromNmi.Read();
        if (known == 0)
        {
            known = await timestamp.Read();
        }

        if (known != 0)
        {
            return (known, false);
        }

        var now = await clock.Read();
        await fromNmi.Write(now);
        Events.Emit(new KeptInTask(context.Current, ContextPart.CookieOfNmi));
        Events.Emit(new CookieAssigned(context.Current, now));
        return (await fromNmi.Read(), true);
    }

    /// <summary>Takes back what <see cref="GetInNmi"/> made.</summary>
    public async Step UndoInNmi(TaskStruct task)
    {
        await timestamps[task].FromNmi.Write(0);
        Events.Emit(new ForgottenInTask(task, ContextPart.CookieOfNmi));
    }

    /// <summary>What the task work hands to callbacks: "Check if the timestamp was only set by NMI".</summary>
    public async Step<ulong> Sync(TaskStruct task)
    {
        var (timestamp, fromNmi) = timestamps[task];
        if (await fromNmi.Read() != 0)
        {
            await timestamp.Write(await fromNmi.Read());
            Events.Emit(new KeptInTask(task, ContextPart.Cookie));
            await fromNmi.Write(0);
            Events.Emit(new ForgottenInTask(task, ContextPart.CookieOfNmi));
        }

        return await timestamp.Read();
    }

    /// <summary>Whether there is one.</summary>
    public async Step<bool> IsSet(TaskStruct task) => await timestamps[task].Timestamp.Read() != 0;

    /// <summary>Forgets the timestamp, but not the one of an NMI.</summary>
    public async Step Reset(TaskStruct task)
    {
        await timestamps[task].Timestamp.Write(0);
        Events.Emit(new ForgottenInTask(task, ContextPart.Cookie));
    }
}
