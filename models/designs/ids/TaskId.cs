using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>union unwind_task_id</c> of v13 and later: the CPU number plus one and a count of 32 bits whose lowest bit is
/// always 1.</summary>
internal sealed class TaskId : IContextId
{
    private readonly Cell counter;
    private readonly uint countMask;
    private readonly bool nmiSafe;
    private readonly Architecture architecture;
    private readonly Dictionary<TaskStruct, Cell64> ids;

    public TaskId(Machine machine, int counterBits, ulong counterStart)
    {
        architecture = machine.Architecture;
        nmiSafe = architecture.HasNmiSafeCompareExchange;
        countMask = counterBits >= 32 ? uint.MaxValue : (1u << counterBits) - 1;
        counter = machine.Model.PerProcessorCell("unwind_ctx_ctr", _ => (uint)counterStart);
        ids = machine.Tasks.ToDictionary(task => task, task => machine.Model.Cell64(task.Name + ".id"));
    }

    /// <inheritdoc/>
    public async Step<ulong> Get(KernelContext context)
    {
        // struct { u32 cpu; u32 cnt; }
        var id = ids[context.Current];

        // g1
        if (await id.Low.Read() != 0)
        {
            return await Read(context.Current);
        }

        // g2: LSB is always set to ensure 0 is an invalid value
        var count = 1 | ((await counter.Read() + 2) & countMask);

        // g3: try_assign_cnt()
        var other = 0u;
        if (nmiSafe)
        {
            other = await id.High.CompareExchange(0, count);
        }
        else
        {
            await id.High.Write(count);
        }

        // g4: update the per cpu counter
        if (other == 0)
        {
            await counter.Write(count);
        }

        // g5: interrupts are disabled, the CPU will always be same; must be non zero
        var cpu = await context.SmpProcessorId() + 1;
        await id.Low.Write(cpu);
        Events.Emit(new KeptInTask(context.Current, ContextPart.Cookie));

        // Whole from now on: an NMI may be given it before this function reads it.
        Events.Emit(new CookieAssigned(context.Current, cpu | ((ulong)(other == 0 ? count : other) << 32)));

        // g6
        return await Read(context.Current);
    }

    /// <inheritdoc/>
    public async Step<ulong> Read(TaskStruct task)
    {
        var id = ids[task];
        if (architecture.Has64BitStores)
        {
            return await id.Read();
        }

        ulong low = await id.Low.Read();
        return low | ((ulong)await id.High.Read() << 32);
    }

    /// <inheritdoc/>
    public async Step Reset(TaskStruct task)
    {
        var id = ids[task];
        if (architecture.Has64BitStores)
        {
            await id.Write(0);
            Events.Emit(new ForgottenInTask(task, ContextPart.Cookie));
            return;
        }

        await id.Low.Write(0);
        await id.High.Write(0);
        Events.Emit(new ForgottenInTask(task, ContextPart.Cookie));
    }
}
