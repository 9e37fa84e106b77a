namespace Interleave.Exploration;

/// <summary>What the search needs to know of a process.</summary>
internal struct ProcessRow
{
    public ProcessKind Kind;
    public bool MayWait;
    public bool MustStrike;
    public bool Urgent;
    public bool NeedsOccupant;
    public int Processor;
    public int Level;
    public uint MaskedFrom;
    public int BudgetWord;
    public int PlaceWord;
    public int ThreadActiveWord;

    /// <summary>The local state of a handler that is not active; 0 for other processes.</summary>
    public uint Idle;

    /// <summary>The local state of a handler that has struck and waits at its first operation.</summary>
    public uint Entered;
}

/// <summary>The words of a processor.</summary>
internal readonly record struct ProcessorRow(int ActiveWord, int OccupantWord, int MaskWord);

/// <summary>The words of a thread.</summary>
internal readonly record struct ThreadRow(int Index, int PlaceWord, int RunnableWord, uint Allowed);
