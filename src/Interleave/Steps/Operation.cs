namespace Interleave;

/// <summary>What an operation does to its cell.</summary>
public enum OperationKind : byte
{
    /// <summary>Returns the value.</summary>
    Read,

    /// <summary>Stores the operand.</summary>
    Write,

    /// <summary>Stores the operand, returns the value before.</summary>
    Exchange,

    /// <summary>Stores the operand if the value equals the comparand; returns the value before.</summary>
    CompareExchange,

    /// <summary>Adds the operand, returns the value before.</summary>
    FetchAdd,

    /// <summary>Sets the operand's bits, returns the value before.</summary>
    FetchOr,

    /// <summary>Clears the operand's bits, returns the value before.</summary>
    FetchAndNot,

    /// <summary>Enabled while the value equals the comparand; returns the value.</summary>
    WaitEqual,

    /// <summary>Enabled while the value differs from the comparand; returns the value.</summary>
    WaitNotEqual,

    /// <summary>Enabled while the value equals the comparand; then stores the operand.</summary>
    WaitExchange,

    /// <summary>Returns any number below the comparand; one that is not 0 takes 1 from the cell, if there is one,
    /// and is possible only while the cell is not 0. The operand is a <see cref="ChoiceKind"/>.</summary>
    Choose,

    /// <summary>Takes the thread off its processor; the operand becomes its <see cref="ProcessThread.Runnable"/>.</summary>
    Leave,

    /// <summary>Returns the index of the processor that the process runs on.</summary>
    ProcessorIndex,

    /// <summary>Touches nothing: a moment in the process that others may come before or after.</summary>
    Pass,
}

/// <summary>What a choice other than 0 means, for those who look for the simplest trace.</summary>
public enum ChoiceKind
{
    /// <summary>One alternative is as simple as another.</summary>
    Free,

    /// <summary>Something fails, such as an allocation.</summary>
    Failure,

    /// <summary>An interrupt strikes.</summary>
    Interrupt,
}

/// <summary>One access to shared state: what a suspended process will do next.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Word">Index of the cell's (first) word in the state vector; -1 when there is none.</param>
/// <param name="Stride">Distance between the copies of a per-processor cell, or 0.</param>
/// <param name="Wide">The operation accesses two adjacent words as one 64-bit value.</param>
/// <param name="Plain">An access that is not marked: a compiler may tear or repeat it, and it can race.</param>
/// <param name="Operand">See <see cref="OperationKind"/>.</param>
/// <param name="Comparand">See <see cref="OperationKind"/>.</param>
/// <param name="Away">A thread executes it while it is on no processor, and only then: somebody else does it for one
/// that sleeps.</param>
internal readonly record struct Operation(
    OperationKind Kind,
    int Word,
    int Stride = 0,
    bool Wide = false,
    bool Plain = false,
    ulong Operand = 0,
    ulong Comparand = 0,
    bool Away = false)
{
    /// <summary>Whether the operation can execute when its cell holds <paramref name="value"/>.</summary>
    public bool IsEnabled(ulong value) => Kind switch
    {
        OperationKind.WaitEqual or OperationKind.WaitExchange => value == Comparand,
        OperationKind.WaitNotEqual => value != Comparand,
        _ => true,
    };

    /// <summary>Whether the operation stores something when its cell holds <paramref name="value"/>, and what.</summary>
    public bool Stores(ulong value, out ulong stored)
    {
        var mask = Wide ? ulong.MaxValue : uint.MaxValue;
        (var stores, stored) = Kind switch
        {
            OperationKind.Write or OperationKind.Exchange or OperationKind.WaitExchange => (true, Operand),
            OperationKind.CompareExchange => (value == Comparand, Operand),
            OperationKind.FetchAdd => (true, (value + Operand) & mask),
            OperationKind.FetchOr => (true, value | Operand),
            OperationKind.FetchAndNot => (true, value & ~Operand),
            _ => (false, value),
        };
        return stores;
    }

    /// <summary>Whether the process learns the cell's value, so that its next local state depends on it.</summary>
    public bool ReturnsValue => Kind is OperationKind.Read or OperationKind.Exchange or OperationKind.CompareExchange
        or OperationKind.FetchAdd or OperationKind.FetchOr or OperationKind.FetchAndNot or OperationKind.WaitEqual or OperationKind.WaitNotEqual;
}
