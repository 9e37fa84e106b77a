namespace UnwindCheck.Mutants;

/// <summary>Which places of an instrumented design were executed. Instrumented designs call it, hence public.</summary>
public static class Reached
{
    private static bool[] places = [];

    /// <summary>Forgets all places.</summary>
    /// <param name="count">How many there are.</param>
    public static void Begin(int count) => places = new bool[count];

    /// <summary>Whether a place was executed.</summary>
    public static bool Was(int place) => places[place];

    /// <summary>A statement is executed.</summary>
    public static void Place(int place) => places[place] = true;

    /// <summary>An expression is evaluated.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    public static T Through<T>(int place, T value)
    {
        places[place] = true;
        return value;
    }
}
