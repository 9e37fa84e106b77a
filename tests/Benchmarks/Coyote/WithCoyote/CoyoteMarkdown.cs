using System.Globalization;
using System.Numerics;
using System.Text;

namespace Benchmarks.Coyote;

/// <summary>The comparison as a section of a Markdown page.</summary>
internal static class CoyoteMarkdown
{
    /// <summary>From here on numbers are written as powers of ten.</summary>
    private const int Long = 1_000_000_000;

    /// <summary>The section.</summary>
    /// <param name="rows">The defects.</param>
    /// <param name="limits">When a strategy gave up.</param>
    /// <param name="alone">Coyote's scheduling decisions in a second in tasks that do nothing.</param>
    public static string Of(IReadOnlyList<DefectRow> rows, CoyoteLimits limits, double alone)
    {
        var text = new StringBuilder("## Against Microsoft.Coyote\n\n");
        text.Append(CultureInfo.InvariantCulture, $"""
            `dotnet run -c Release --project tests/Benchmarks -p:WithCoyote=true -- coyote --schedules {limits.Schedules} --seconds {limits.Time.TotalSeconds} --seeds {limits.Seeds}`, {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors.

            Until a defect is found: for the exhaustive search the states that it has found by then, and the time; for a strategy of
            Coyote the schedules, and the time, as the median of {limits.Seeds} seeds. A strategy gives up after {limits.Schedules:N0} schedules or {limits.Time.TotalSeconds:N0} seconds
            with one seed; *k*/{limits.Seeds} says with how many seeds it was in time. Only the invariant of the row is watched, on both sides.
            Times are processor times. A strategy that lets each enabled task go with equal probability lets an interrupt strike at
            the *k*-th operation with probability 2^-*k*: it finds what an interrupt does early, and hardly ever what it does late.

            | defect | interleavings | search: until found | search: everything | random | prioritization | q-learning |
            |---|--:|--:|--:|--:|--:|--:|

            """);
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", Cells(row)).Append(" |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

            What Coyote had seen when the search was finished with everything (all interleavings, their number, and the simplest
            counterexample): different interleavings, and the part of all that they are.

            | design × scenario | interleavings | search: everything | random | prioritization | q-learning |
            |---|--:|--:|--:|--:|--:|

            """);
        foreach (var row in rows.DistinctBy(row => (row.Defect.Design, row.Defect.Scenario)))
        {
            text.Append("| ").AppendJoin(" | ", SeenCells(row)).Append(" |\n");
        }

        var steps = rows.SelectMany(row => row.Strategies).Sum(strategy => strategy.Work.Steps);
        var seconds = rows.SelectMany(row => row.Strategies).Sum(strategy => strategy.Work.Seconds);
        var transitions = rows.Select(row => row.Search.TransitionsPerSecond).Order().ToList();
        text.Append(CultureInfo.InvariantCulture, $"""

            In these runs Coyote made {Thousands(steps / seconds)} scheduling decisions a second of processor time ({Thousands(alone)} in tasks that do nothing but offer scheduling
            points), the search {Thousands(transitions[transitions.Count / 2])} transitions a second (the median of the rows; {Thousands(transitions[0])} to {Thousands(transitions[^1])}; such small models are mostly the
            first execution of each local step): {transitions[transitions.Count / 2] / (steps / seconds):N0} times as many.

            """);
        return text.ToString();
    }

    /// <summary>A row in plain text, to show that something happens.</summary>
    public static string Line(DefectRow row) => string.Join("  ", Cells(row)).Replace("`", "", StringComparison.Ordinal);

    private static IEnumerable<string> Cells(DefectRow row) =>
    [
        $"`{row.Defect.Design}` {row.Defect.Scenario}: {row.Defect.Invariant}",
        Count(row.Search.Interleavings),
        $"{row.Search.StatesUntilFound:N0} states, {Time(row.Search.SecondsUntilFound)}",
        $"{row.Search.States:N0} states, {Time(row.Search.Seconds)}",
        .. row.Strategies.Select(Cell),
    ];

    private static IEnumerable<string> SeenCells(DefectRow row) =>
    [
        $"`{row.Defect.Design}` {row.Defect.Scenario}",
        Count(row.Search.Interleavings),
        Time(row.Search.Seconds),
        .. row.Strategies.Select(strategy => $"{strategy.Seen:N0} ({Part(strategy.Seen, row.Search.Interleavings)})"),
    ];

    private static string Cell(StrategyMeasurement strategy) =>
        strategy.Found == 0 ? $"not within {strategy.GaveUpAfter:N0}"
        : strategy.Found == strategy.Seeds ? $"{strategy.Schedules:N0}, {Time(strategy.Seconds)}"
        : $"{strategy.Found}/{strategy.Seeds} within {strategy.GaveUpAfter:N0}";

    private static string Count(BigInteger? number) => number switch
    {
        null => "∞",
        { } small when small < Long => ((long)small).ToString("N0", CultureInfo.InvariantCulture),
        { } large => ((double)large).ToString("0.0e0", CultureInfo.InvariantCulture),
    };

    private static string Part(int seen, BigInteger? all) => all switch
    {
        null => "0 %",
        _ when seen == 0 => "0 %",
        { } number when seen / (double)number >= 0.0001 => (seen / (double)number * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %",
        { } number => (seen / (double)number * 100).ToString("0.0e0", CultureInfo.InvariantCulture) + " %",
    };

    private static string Time(double seconds) => seconds >= 1 ? $"{seconds:N1} s" : seconds >= 0.01 ? $"{seconds * 1000:N0} ms" : $"{seconds * 1000:0.#} ms";

    private static string Thousands(double number) => (Math.Round(number / 1000) * 1000).ToString("N0", CultureInfo.InvariantCulture);
}
