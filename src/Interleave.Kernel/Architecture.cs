namespace Interleave.Kernel;

/// <summary>What an instruction set does in one operation and what it needs several for.</summary>
/// <param name="Name">The name that scenarios use.</param>
/// <param name="Has64BitStores">A 64-bit load or store is one operation; else it is two, the low half first.</param>
/// <param name="HasOneInstructionPerCpuAdd"><c>__this_cpu_inc_return</c> is one instruction; else a plain load and a
/// plain store, as in <c>asm-generic/percpu.h</c>, which protects neither against interrupts nor against NMIs.</param>
/// <param name="HasNmiSafeCompareExchange"><c>CONFIG_ARCH_HAVE_NMI_SAFE_CMPXCHG</c>, and for 64 bits as well.</param>
public sealed record Architecture(string Name, bool Has64BitStores, bool HasOneInstructionPerCpuAdd, bool HasNmiSafeCompareExchange) : IImmutableValue
{
    /// <summary><c>xadd %gs:</c> for per-CPU increments.</summary>
    public static readonly Architecture X8664 = new("x86-64", Has64BitStores: true, HasOneInstructionPerCpuAdd: true, HasNmiSafeCompareExchange: true);

    /// <summary>Overrides <c>this_cpu_*</c> but not <c>__this_cpu_*</c>: those are the generic load and store.</summary>
    public static readonly Architecture Arm64 = new("arm64", Has64BitStores: true, HasOneInstructionPerCpuAdd: false, HasNmiSafeCompareExchange: true);

    /// <summary>A 32-bit machine with nothing but the generic implementations.</summary>
    public static readonly Architecture Generic32 = new("generic-32", Has64BitStores: false, HasOneInstructionPerCpuAdd: false, HasNmiSafeCompareExchange: false);

    /// <summary>All profiles.</summary>
    public static IReadOnlyList<Architecture> All { get; } = [X8664, Arm64, Generic32];
}
