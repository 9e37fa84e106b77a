namespace UnwindCheck.Models.Invariants;

/// <summary>Sets in which a thing can be several times, each time with another number, for the states of monitors: two who do the
/// same at a time are not one.</summary>
internal static class Counted
{
    /// <summary>With the thing once more.</summary>
    public static ValueSet<(T Item, int Number)> AddOne<T>(this ValueSet<(T Item, int Number)> set, T item)
        where T : notnull => set.Add((item, set.CountOf(item) + 1));

    /// <summary>With the thing once less.</summary>
    public static ValueSet<(T Item, int Number)> RemoveOne<T>(this ValueSet<(T Item, int Number)> set, T item)
        where T : notnull => set.Remove(set.LastOf(item));

    /// <summary>The thing with the number that it was added with last.</summary>
    public static (T Item, int Number) LastOf<T>(this ValueSet<(T Item, int Number)> set, T item)
        where T : notnull => (item, set.CountOf(item));

    /// <summary>Whether the thing is there at all.</summary>
    public static bool Has<T>(this ValueSet<(T Item, int Number)> set, T item)
        where T : notnull => set.Contains((item, 1));

    private static int CountOf<T>(this ValueSet<(T Item, int Number)> set, T item)
        where T : notnull => set.Items.Count(pair => pair.Item.Equals(item));
}
