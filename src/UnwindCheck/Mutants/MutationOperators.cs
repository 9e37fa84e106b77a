namespace UnwindCheck.Mutants;

/// <summary>The kinds of changes.</summary>
internal static class MutationOperators
{
    /// <summary>A statement is left out that accesses something shared, takes or releases a lock, waits, or assigns; with the events that
    /// tell of it.</summary>
    public const string DropStep = "drop-step";

    /// <summary>A read is left out, as if it had found 0.</summary>
    public const string DropRead = "drop-read";

    /// <summary>Two neighbouring steps change places.</summary>
    public const string SwapSteps = "swap-steps";

    /// <summary>An atomic read-modify-write becomes a load and a store.</summary>
    public const string NotAtomic = "not-atomic";

    /// <summary>Interrupts are left on.</summary>
    public const string IrqsOn = "irqs-on";

    /// <summary>A condition is negated.</summary>
    public const string Negate = "negate";

    /// <summary>A check is left out: it never finds what it looks for.</summary>
    public const string DropCheck = "drop-check";

    /// <summary>A bit is mistaken for the one above it.</summary>
    public const string WrongBit = "wrong-bit";

    /// <summary>A constant is mistaken for another.</summary>
    public const string WrongValue = "wrong-value";

    /// <summary>An operand of an expression is left out.</summary>
    public const string DropOperand = "drop-operand";
}
