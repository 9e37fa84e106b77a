using System.Text.RegularExpressions;

namespace UnwindCheck.Tests.Program;

/// <summary>A row of the matrix: the cells of the designs, then what all of them took together.</summary>
public sealed record MatrixRow(string Scenario, IReadOnlyList<string> Cells, string States, string Interleavings);

/// <summary>The first table of a run in a pipe.</summary>
public static partial class Matrix
{
    public static IReadOnlyList<MatrixRow> Parse(Outcome outcome) =>
        [.. outcome.Lines.SkipWhile(line => !line.StartsWith('─')).Skip(1).TakeWhile(line => line.Length > 0).Select(Row)];

    private static MatrixRow Row(string line)
    {
        var columns = Gap().Split(line.Trim());
        return new MatrixRow(columns[0], columns[1..^3], columns[^3], columns[^2]);
    }

    // Columns are padded to three blanks and more; the figures of a cell are apart by one.
    [GeneratedRegex(" {2,}", RegexOptions.None, 1000)]
    private static partial Regex Gap();
}
