namespace UnwindCheck.Mutants;

/// <summary>Which places of an instrumented design were executed on this thread. Instrumented designs call it, hence public.</summary>
public static class Reached
{
    [ThreadStatic]
    private static bool[]? places;

    /// <summary>A statement is executed.</summary>
    public static void Place(int place)
    {
        // Nobody asks what is executed while a model is built.
        if (places is not null)
        {
            places[place] = true;
        }
    }

    /// <summary>An expression is evaluated.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    public static T Through<T>(int place, T value)
    {
        Place(place);
        return value;
    }

    /// <summary>Which places something executes.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="execute">Executes it, on this thread only.</param>
    internal static bool[] By(int count, Action execute)
    {
        var reached = new bool[count];
        places = reached;
        try
        {
            execute();
            return reached;
        }
        finally
        {
            places = null;
        }
    }
}
