using System.Runtime.CompilerServices;

namespace Interleave;

/// <summary>
/// The operations of a process on shared state. Awaiting one is a scheduling point: anything else may happen before
/// it, nothing during it. The trailing parameters are filled in by the compiler and only used to print traces.
/// </summary>
public static class CellOperations
{
    /// <summary>READ_ONCE.</summary>
    public static OperationAwaitable<uint> ReadOnce(this Cell cell, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Read, cell.Word, cell.Stride), new OperationSite(target, "", cell.Name, member, file, line));

    /// <summary>A plain read.</summary>
    public static OperationAwaitable<uint> Read(this Cell cell, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Read, cell.Word, cell.Stride, Plain: true), new OperationSite(target, "", cell.Name, member, file, line));

    /// <summary>A plain 64-bit read in one piece.</summary>
    public static OperationAwaitable<ulong> Read(this Cell64 cell, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Read, cell.Low.Word, cell.Low.Stride, Wide: true, Plain: true), new OperationSite(target, "", cell.Name, member, file, line));

    /// <summary>WRITE_ONCE.</summary>
    public static OperationAwaitable<uint> WriteOnce(this Cell cell, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Write, cell.Word, cell.Stride, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>A plain write.</summary>
    public static OperationAwaitable<uint> Write(this Cell cell, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Write, cell.Word, cell.Stride, Plain: true, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>A plain 64-bit write in one piece.</summary>
    public static OperationAwaitable<ulong> Write(this Cell64 cell, ulong value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Write, cell.Low.Word, cell.Low.Stride, Wide: true, Plain: true, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic exchange: returns the value before.</summary>
    public static OperationAwaitable<uint> Exchange(this Cell cell, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Exchange, cell.Word, cell.Stride, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic compare-and-exchange: returns the value before; it stored if that equals
    /// <paramref name="expected"/>.</summary>
    public static OperationAwaitable<uint> CompareExchange(this Cell cell, uint expected, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(expected))] string comparand = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.CompareExchange, cell.Word, cell.Stride, Operand: value, Comparand: expected), new OperationSite(target, comparand + " → " + operand, cell.Name, member, file, line));

    /// <summary>Atomic add: returns the value before.</summary>
    public static OperationAwaitable<uint> FetchAdd(this Cell cell, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.FetchAdd, cell.Word, cell.Stride, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic 64-bit add: returns the value before.</summary>
    public static OperationAwaitable<ulong> FetchAdd(this Cell64 cell, ulong value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.FetchAdd, cell.Low.Word, cell.Low.Stride, Wide: true, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic or: returns the value before.</summary>
    public static OperationAwaitable<uint> FetchOr(this Cell cell, uint bits, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(bits))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.FetchOr, cell.Word, cell.Stride, Operand: bits), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic and-not: returns the value before.</summary>
    public static OperationAwaitable<uint> FetchAndNot(this Cell cell, uint bits, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(bits))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.FetchAndNot, cell.Word, cell.Stride, Operand: bits), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>A marked 64-bit read.</summary>
    public static OperationAwaitable<ulong> ReadOnce(this Cell64 cell, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Read, cell.Low.Word, cell.Low.Stride, Wide: true), new OperationSite(target, "", cell.Name, member, file, line));

    /// <summary>A marked 64-bit write.</summary>
    public static OperationAwaitable<ulong> WriteOnce(this Cell64 cell, ulong value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Write, cell.Low.Word, cell.Low.Stride, Wide: true, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic 64-bit exchange: returns the value before.</summary>
    public static OperationAwaitable<ulong> Exchange(this Cell64 cell, ulong value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Exchange, cell.Low.Word, cell.Low.Stride, Wide: true, Operand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic 64-bit compare-and-exchange: returns the value before, which equals
    /// <paramref name="expected"/> if it stored.</summary>
    public static OperationAwaitable<ulong> CompareExchange(this Cell64 cell, ulong expected, ulong value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(expected))] string comparand = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.CompareExchange, cell.Low.Word, cell.Low.Stride, Wide: true, Operand: value, Comparand: expected), new OperationSite(target, comparand + " → " + operand, cell.Name, member, file, line));

    /// <summary>Atomic 64-bit or: returns the value before.</summary>
    public static OperationAwaitable<ulong> FetchOr(this Cell64 cell, ulong bits, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(bits))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.FetchOr, cell.Low.Word, cell.Low.Stride, Wide: true, Operand: bits), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Atomic 64-bit and-not: returns the value before.</summary>
    public static OperationAwaitable<ulong> FetchAndNot(this Cell64 cell, ulong bits, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(bits))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.FetchAndNot, cell.Low.Word, cell.Low.Stride, Wide: true, Operand: bits), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Waits until the cell holds <paramref name="value"/>: a spin loop in one operation.</summary>
    public static OperationAwaitable<uint> WaitUntil(this Cell cell, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.WaitEqual, cell.Word, cell.Stride, Comparand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Waits while the cell holds <paramref name="value"/>; returns what it holds then.</summary>
    public static OperationAwaitable<uint> WaitWhile(this Cell cell, uint value, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerArgumentExpression(nameof(value))] string operand = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.WaitNotEqual, cell.Word, cell.Stride, Comparand: value), new OperationSite(target, operand, cell.Name, member, file, line));

    /// <summary>Waits until the cell holds 0 and stores <paramref name="value"/> at once: a spin lock's acquisition.</summary>
    public static OperationAwaitable<uint> Acquire(this Cell cell, uint value = 1, [CallerArgumentExpression(nameof(cell))] string target = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.WaitExchange, cell.Word, cell.Stride, Operand: value), new OperationSite(target, "", cell.Name, member, file, line));

    /// <summary>Any number from 0 to <paramref name="alternatives"/> - 1: the search explores each.</summary>
    public static OperationAwaitable<int> Choose(int alternatives, string what, [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Choose, -1, Comparand: (ulong)alternatives), new OperationSite(what, "", what, member, file, line));

    /// <summary>Any number from 0 to <paramref name="alternatives"/> - 1, but only 0 when the budget is used up. A
    /// number that is not 0 takes 1 from the budget.</summary>
    public static OperationAwaitable<int> Choose(this Cell budget, int alternatives, string what, ChoiceKind kind = ChoiceKind.Failure, [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Choose, budget.Word, Operand: (ulong)kind, Comparand: (ulong)alternatives), new OperationSite(what, "", budget.Name, member, file, line));

    /// <summary>Takes the thread that executes this off its processor. It goes on when it has been placed again.</summary>
    /// <param name="thread">The thread that executes this.</param>
    /// <param name="runnable">Whether it may be placed again at once, or only after somebody has set
    /// <see cref="ProcessThread.Runnable"/>.</param>
    /// <param name="target">Filled in by the compiler.</param>
    /// <param name="member">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    public static OperationAwaitable<uint> Leave(this ProcessThread thread, bool runnable, [CallerArgumentExpression(nameof(thread))] string target = "", [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Leave, thread.Runnable.Word, Operand: runnable ? 1u : 0u), new OperationSite(target, "", thread.Name, member, file, line));

    /// <summary>The index of the processor that the process runs on.</summary>
    public static OperationAwaitable<uint> ProcessorIndex([CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.ProcessorIndex, -1), new OperationSite("smp_processor_id()", "", "processor", member, file, line));

    /// <summary>A moment that touches nothing shared, such as a call that monitors are to see at its own time.</summary>
    public static OperationAwaitable<uint> Pass(string what, [CallerMemberName] string member = "", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) =>
        new(new Operation(OperationKind.Pass, -1), new OperationSite(what, "", "", member, file, line));
}
