namespace Interleave.Exploration.Packed;

/// <summary>What one local state of a unit looks at, and where its outcomes are.</summary>
internal struct Instruction
{
    /// <summary>The value of <see cref="Table"/> before anything is known.</summary>
    public const int Unprepared = 0;

    /// <summary>The value of <see cref="Table"/> when the outcomes are in the <see cref="OutcomeTable"/>.</summary>
    public const int Hashed = -1;

    /// <summary>The value of <see cref="Table"/> when it looks at too much: each state has an outcome of its own.</summary>
    public const int Untabulated = -2;

    /// <summary>The bits that it looks at in the first lane.</summary>
    public ulong Mask;

    /// <summary>Where its outcomes begin, by what is in the bits that it looks at.</summary>
    public int Table;

    /// <summary>Where further terms begin.</summary>
    public int Terms;

    /// <summary>Its number in the <see cref="OutcomeTable"/>; another one whenever it looks at more, since a key then says
    /// something else.</summary>
    public int Number;

    /// <summary>The first lane.</summary>
    public ushort Lane;

    /// <summary>How many lanes more it looks at.</summary>
    public ushort More;
}

/// <summary>Bits of a lane that go into a key from some bit on.</summary>
internal struct KeyTerm
{
    public ulong Mask;
    public ushort Lane;
    public ushort Shift;
}
