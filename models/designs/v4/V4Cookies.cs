using Interleave;
using Interleave.Kernel;

namespace UnwindCheck.Models.Designs;

/// <summary>The per-CPU counter of the v4 design and the cookies made of it.</summary>
internal sealed class V4Cookies : IModelObject
{
    private readonly KernelU64 counter;
    private readonly V4Options options;
    private readonly int cpuCount;

    public V4Cookies(Machine machine, V4Options options)
    {
        this.options = options;
        cpuCount = machine.Cpus.Count;
        counter = new KernelU64(machine.Architecture, machine.Model.PerProcessorCell64("unwind_ctx_ctr", _ => options.CounterStart));
    }

    private ulong Mask => (1UL << options.CounterBits) - 1;

    /// <summary>What the counter of this CPU holds.</summary>
    public Step<ulong> Count() => counter.Read();

    /// <summary>Stores to the counter of this CPU.</summary>
    public Step SetCount(ulong count) => counter.Write(count);

    /// <summary>The cookie of a count of this CPU; interrupts are off.</summary>
    public async Step<ulong> CookieOf(KernelContext context, ulong count) => Encode(await context.SmpProcessorId(), count);

    /// <summary>A new cookie on this CPU; interrupts are off.</summary>
    public async Step<ulong> Next(KernelContext context)
    {
        // g2: cpu = raw_smp_processor_id(); ctx_ctr = __this_cpu_inc_return(unwind_ctx_ctr)
        var cpu = await context.SmpProcessorId();
        var count = await counter.ThisCpuIncReturn();
        if (options.Encoding == CookieEncoding.DoubleIncrement && (count & Mask) == 0)
        {
            count = await counter.ThisCpuIncReturn();
        }

        return Encode(cpu, count);
    }

    /// <summary><c>ctx_to_cookie()</c>.</summary>
    private ulong Encode(ulong cpu, ulong count) => options.Encoding switch
    {
        CookieEncoding.LowestBitOne => ((count << 1) & Mask) | (cpu << options.CounterBits) | 1,
        CookieEncoding.IlogCpuBits => EncodeWithIlogBits(cpu, count),
        _ => (count & Mask) | (cpu << options.CounterBits),
    };

    /// <summary>The CPU number in the top <c>ilog2(NR_CPUS)</c> bits of the same width, the counter in the rest. ilog2
    /// rounds down, so with a number of CPUs that is no power of two the highest CPU numbers lose a bit.</summary>
    private ulong EncodeWithIlogBits(ulong cpu, ulong count)
    {
        var width = options.CounterBits + 16;
        var cpuBits = System.Numerics.BitOperations.Log2((uint)cpuCount);
        var counterBits = width - cpuBits;
        var all = width >= 64 ? ulong.MaxValue : (1UL << width) - 1;
        var counterMask = counterBits >= 64 ? ulong.MaxValue : (1UL << counterBits) - 1;
        return (count & counterMask) | (counterBits >= 64 ? 0 : (cpu << counterBits) & all);
    }
}
