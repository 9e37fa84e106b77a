using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>A counter in each task, whose lowest bit is 1 while its value is in use: <c>if (!(id &amp; 1)) id += 3 …, id &amp;= ~1
/// at exit</c> (Linus Torvalds, Steven Rostedt, July 2025).</summary>
/// <param name="machine">A machine whose tasks are known.</param>
/// <param name="withNumber">A number of the task is part of it that no later task is given (Mathieu Desnoyers); else it
/// identifies a context among those of its task only, and a task that is given the number of an earlier one starts
/// again.</param>
internal sealed class TaskCounter(Machine machine, bool withNumber) : IContextId
{
    private readonly bool nmiSafe = machine.Architecture.HasNmiSafeCompareExchange;
    private readonly Dictionary<TaskStruct, Cell> counters = machine.Tasks.ToDictionary(task => task, task => machine.Model.Cell(task.Name + ".id"));

    /// <inheritdoc/>
    public async Step<ulong> Get(KernelContext context)
    {
        var counter = counters[context.Current];
        var known = await counter.ReadOnce();
        if ((known & 1) != 0)
        {
            return Number(context.Current) | known;
        }

        var made = known + 3;
        if (!nmiSafe)
        {
            await counter.WriteOnce(made);
        }
        else if (await counter.CompareExchange(known, made) is var seen && seen != known)
        {
            return Number(context.Current) | seen;
        }

        Events.Emit(new CookieAssigned(context.Current, Number(context.Current) | made));
        Events.Emit(new KeptInTask(context.Current, ContextPart.Cookie));
        return Number(context.Current) | made;
    }

    /// <inheritdoc/>
    public async Step<ulong> Read(TaskStruct task) => Number(task) | await counters[task].ReadOnce();

    /// <inheritdoc/>
    public async Step Reset(TaskStruct task)
    {
        await counters[task].FetchAndNot(1);
        Events.Emit(new ForgottenInTask(task, ContextPart.Cookie));
    }

    private ulong Number(TaskStruct task) => withNumber ? (ulong)(task.Index + 1) << 32 : 0;
}
