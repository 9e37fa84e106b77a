namespace UnwindCheck.Mutants;

/// <summary>Which mutant runs on this thread. The assembly that holds all mutants of a design asks, hence public.</summary>
public static class ActiveMutant
{
    [ThreadStatic]
    private static int number;

    /// <summary>The number of the mutant; 0: the design as it is.</summary>
    public static int Number
    {
        get => number;
        set => number = value;
    }
}
