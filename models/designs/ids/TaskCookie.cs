using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary><c>cookie</c> and <c>nmi_cookie</c> of v5 to v7 (and of v4 30/39, which v5 2/9 carries on): a per-CPU counter
/// shifted left by one, the CPU number above it, and the lowest bit always 1.</summary>
internal sealed class TaskCookie : IModelObject
{
    private readonly KernelU64 counter;
    private readonly int counterBits;
    private readonly Dictionary<TaskStruct, (KernelU64 Cookie, KernelU64 FromNmi)> cookies;

    public TaskCookie(Machine machine, int counterBits, ulong counterStart)
    {
        this.counterBits = counterBits;
        counter = new KernelU64(machine.Architecture, machine.Model.PerProcessorCell64("unwind_ctx_ctr", _ => counterStart));
        cookies = machine.Tasks.ToDictionary(
            task => task,
            task => (
                new KernelU64(machine.Architecture, machine.Model.Cell64(task.Name + ".cookie")),
                new KernelU64(machine.Architecture, machine.Model.Cell64(task.Name + ".nmi_cookie"))));
    }

    private ulong Mask => (1UL << counterBits) - 1;

    /// <summary><c>get_cookie()</c>; interrupts are off.</summary>
    public async Step<ulong> Get(KernelContext context)
    {
        var (cookie, fromNmi) = cookies[context.Current];

        // g1
        var known = await cookie.Read();
        if (known != 0)
        {
            return known;
        }

        // g2: read ctx_ctr before info->nmi_cookie
        var count = await counter.Read();

        // g3: the first call since an NMI wrote info->nmi_cookie: sync it.
        known = await fromNmi.Read();
        if (known != 0)
        {
            await cookie.Write(known);
            Events.Emit(new CookieAssigned(context.Current, known));
            await fromNmi.Write(0);
            return known;
        }

        // g4, g5, g6: "The result will be the same even if cookie or ctx_ctr end up getting written twice."
        var made = Encode(await context.SmpProcessorId(), count + 1);
        await cookie.Write(made);
        Events.Emit(new CookieAssigned(context.Current, made));
        await fromNmi.Write(0);

        // Cookies only have the counter's low bits, so the model may drop the others: a loop that makes one cookie after
        // another comes back to an earlier state.
        await counter.Write((count + 1) & Mask);
        return await cookie.Read();
    }

    /// <summary>The first lines of <c>unwind_deferred_request_nmi()</c>.</summary>
    /// <returns>The cookie, and whether this call made it.</returns>
    public async Step<(ulong Cookie, bool Made)> GetInNmi(KernelContext context)
    {
        var (cookie, fromNmi) = cookies[context.Current];
        var known = await cookie.Read();
        if (known != 0)
        {
            return (known, false);
        }

        if (await fromNmi.Read() != 0)
        {
            return (await fromNmi.Read(), false);
        }

        var cpu = await context.SmpProcessorId();
        var made = Encode(cpu, await counter.ThisCpuIncReturn());
        await fromNmi.Write(made);
        Events.Emit(new CookieAssigned(context.Current, made));
        return (await fromNmi.Read(), true);
    }

    /// <summary>Takes back what <see cref="GetInNmi"/> made.</summary>
    public async Step UndoInNmi(TaskStruct task) => await cookies[task].FromNmi.Write(0);

    /// <summary>Forgets the cookie, but not the one that an NMI may have left for the next call.</summary>
    public async Step Reset(TaskStruct task) => await cookies[task].Cookie.Write(0);

    /// <summary><c>ctx_to_cookie()</c>.</summary>
    private ulong Encode(ulong cpu, ulong count) => ((count << 1) & Mask) | (cpu << counterBits) | 1;
}
