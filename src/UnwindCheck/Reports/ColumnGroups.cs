namespace UnwindCheck.Reports;

/// <summary>Divides the columns of a table into tables that fit into a width, each with the first column.</summary>
internal static class ColumnGroups
{
    private const int Gap = 3;
    private const int Edge = 1;

    /// <summary>The groups: from which column on, how many, and whether the totals stand behind them.</summary>
    /// <param name="first">The width of the first column.</param>
    /// <param name="columns">The widths of the columns.</param>
    /// <param name="totals">The widths of the totals, which come once, at the end.</param>
    /// <param name="width">The width there is. A column that is wider has a table of its own all the same.</param>
    public static IEnumerable<(int From, int Count, bool Totals)> Of(int first, IReadOnlyList<int> columns, IReadOnlyList<int> totals, int width)
    {
        var end = totals.Sum(total => total + Gap);
        var from = 0;
        while (from < columns.Count)
        {
            var count = 0;
            var used = Edge + first + Gap;
            while (from + count < columns.Count && (count == 0 || used + columns[from + count] + Gap <= width))
            {
                used += columns[from + count++] + Gap;
            }

            var last = from + count == columns.Count;
            if (last && used + end <= width)
            {
                yield return (from, count, true);
                yield break;
            }

            yield return (from, count, false);
            from += count;
        }

        yield return (from, 0, true);
    }
}
