namespace Interleave.Tests.Generated;

/// <summary>A statement of a generated program. It is held by processes across operations, so the engine must be
/// able to compare it by identity.</summary>
internal abstract class Statement : IModelObject;

/// <summary>Statements in sequence.</summary>
internal sealed class Block(params Statement[] statements) : IModelObject
{
    public IReadOnlyList<Statement> Statements => statements;
}

internal enum Access
{
    Read,
    Write,
    Exchange,
    CompareExchange,
    FetchAdd,
    FetchOr,
    FetchAndNot,
    WaitUntil,
    WaitWhile,
    Acquire,
    Choose,
    ChooseWithBudget,
    WideRead,
    WideWrite,
    WideFetchAdd,
    Leave,
    ProcessorIndex,
    Pass,
}

/// <summary>A number that a statement uses: a constant, or a local plus a constant.</summary>
internal readonly record struct Operand(uint Constant, int Local = -1)
{
    public uint In(Locals locals) => Local < 0 ? Constant : locals[Local] + Constant;
}

/// <summary>One operation. Its result goes to the local <paramref name="into"/>, if that is not negative. One that is
/// <paramref name="away"/> is executed while the thread is on no processor, and only then. Of a word with a copy for each
/// processor it accesses that of the processor <paramref name="on"/>; if that is negative, that of the one that executes it.</summary>
internal sealed class Operate(Access access, int word, Operand operand = default, uint comparand = 0, int into = -1, bool away = false, int on = -1) : Statement
{
    public Access Access => access;

    public int Word => word;

    public Operand Operand => operand;

    public uint Comparand => comparand;

    public int Into => into;

    public bool Away => away;

    public int On => on;
}

internal sealed class If(int local, uint equals, Block then, Block otherwise) : Statement
{
    public int Local => local;

    public uint Value => equals;

    public Block Then => then;

    public Block Otherwise => otherwise;
}

internal sealed class Repeat(int times, Block body) : Statement
{
    public int Times => times;

    public Block Body => body;
}

/// <summary>Fails when the local has the value.</summary>
internal sealed class AssertNot(int local, uint value) : Statement
{
    public int Local => local;

    public uint Value => value;
}

internal sealed class Emit(int tag, int local) : Statement
{
    public int Tag => tag;

    public int Local => local;
}

/// <summary>The locals of a context.</summary>
internal readonly record struct Locals(uint A, uint B)
{
    public const int Count = 2;

    public uint this[int index] => index == 0 ? A : B;

    public Locals With(int index, uint value) => index switch
    {
        < 0 => this,
        0 => this with { A = value },
        _ => this with { B = value },
    };
}
