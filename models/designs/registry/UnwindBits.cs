namespace UnwindCheck.Models.Designs;

/// <summary>Bits of a task's mask, an <c>unsigned long</c> of 64 bits.</summary>
internal static class UnwindBits
{
    /// <summary><c>BIT(bit)</c>. In C a shift by -1 is undefined; x86 and arm64 shift by the low six bits, so that
    /// <c>BIT(-1)</c> is bit 63. So does C#.</summary>
    public static ulong Of(uint bit) => 1UL << (int)bit;
}
