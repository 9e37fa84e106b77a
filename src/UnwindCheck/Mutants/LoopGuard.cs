namespace UnwindCheck.Mutants;

/// <summary>Ends loops of mutants that go round for ever without an operation, where no search can stop them. Mutants call it, hence
/// public.</summary>
public static class LoopGuard
{
    /// <summary>More rounds than a search with operations in its loops gets through before its time is over.</summary>
    private const long Enough = 1L << 28;

    [ThreadStatic]
    private static long rounds;

    /// <summary>A loop begins another round.</summary>
    public static void Round()
    {
        if (++rounds > Enough)
        {
            throw new InvalidOperationException("a loop goes round for ever without an operation");
        }
    }

    /// <summary>A search begins on this thread.</summary>
    internal static void Reset() => rounds = 0;
}
