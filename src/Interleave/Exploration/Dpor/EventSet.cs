namespace Interleave.Exploration.Dpor;

/// <summary>Sets of positions in an execution, as bits.</summary>
internal static class EventSet
{
    public static bool Has(ReadOnlySpan<ulong> set, int position) => (set[position >> 6] >> position & 1) != 0;

    public static void Add(Span<ulong> set, int position) => set[position >> 6] |= 1UL << position;

    public static void Unite(Span<ulong> set, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < set.Length; i++)
        {
            set[i] |= other[i];
        }
    }
}
