using System.Numerics;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.CommandLine;
using UnwindCheck.Models;

namespace UnwindCheck.Reports;

/// <summary>The verdicts as tables: every design in every scenario, then every broken promise with its shortest trace.</summary>
internal static class MatrixReport
{
    /// <summary>On fewer columns the table of broken promises says only how many steps a trace has.</summary>
    private const int WidthOfAllFigures = 110;

    /// <summary>Of so many designs at most the invariants that hold are named.</summary>
    private const int DesignsWithNames = 2;

    private static readonly string[] TotalHeadings = ["states", "interleavings", "time"];

    public static void Print(IAnsiConsole console, IReadOnlyList<CheckRow> rows, CheckRequest request)
    {
        PrintMatrix(console, rows);
        PrintBroken(console, rows);
        PrintHeld(console, rows, request.Invariants);
        if (rows.SelectMany(row => row.Violations).FirstOrDefault(violation => violation.TracePath is not null)?.TracePath is { } path)
        {
            // Not through the console: it would break a line that is there to be copied.
            console.Profile.Out.Writer.WriteLine($"traces: {request.TraceDirectory}/DESIGN.SCENARIO.INVARIANT.trace.json; to look at one: unwindcheck show {path}");
        }
    }

    private static void PrintMatrix(IAnsiConsole console, IReadOnlyList<CheckRow> rows)
    {
        var scenarios = rows.GroupBy(row => row.Scenario.Name).Select(scenario => (Name: scenario.Key, Rows: scenario.ToList(), Totals: Totals([.. scenario]))).ToList();
        var designs = rows.Select(row => row.Design.Name).Distinct().ToList();
        var widths = designs.Select((design, index) => scenarios.Select(scenario => Markup.Remove(Cell(scenario.Rows[index])).Length).Append(design.Length).Max());
        var first = scenarios.Select(scenario => scenario.Name.Length).Append("scenario".Length).Max();
        var totals = TotalHeadings.Select((heading, index) => scenarios.Select(scenario => scenario.Totals[index].Length).Append(heading.Length).Max());
        foreach (var (from, count, withTotals) in ColumnGroups.Of(first, [.. widths], [.. totals], console.Profile.Width))
        {
            var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("scenario").NoWrap());
            designs.GetRange(from, count).ForEach(design => table.AddColumn(new TableColumn(design).NoWrap()));
            foreach (var heading in withTotals ? TotalHeadings : [])
            {
                table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
            }

            foreach (var (name, cells, total) in scenarios)
            {
                table.AddRow([Markup.Escape(name), .. cells.GetRange(from, count).Select(Cell), .. withTotals ? total : []]);
            }

            console.Write(table);
        }

        console.WriteLine("✓ holds over every interleaving   ✗ violated, by the invariants with these letters   ? search incomplete");
        console.WriteLine();
    }

    /// <summary>What all designs together took in a scenario.</summary>
    private static string[] Totals(List<CheckRow> scenario)
    {
        var searches = scenario.ConvertAll(row => row.Exploration.Search);
        return
        [
            Numbers.Exact(searches.Sum(search => search.States)),
            Interleavings(searches.ConvertAll(search => search.Complete && search.Interleavings is null && search.HasCycle ? null : (BigInteger?)(search.Interleavings ?? BigInteger.MinusOne))),
            Numbers.Seconds(new TimeSpan(scenario.Sum(row => row.Elapsed.Ticks))),
        ];
    }

    private static string Cell(CheckRow row) => row.Verdict switch
    {
        "holds" => "[green]✓[/]",
        "incomplete" => "[yellow]?[/]",
        _ => $"[red]✗[/] {string.Concat(row.Violations.Select(violation => InvariantLetters.Of(violation.Invariant)).Order())}{(row.Exploration.Search.Complete ? "" : " [yellow]?[/]")}",
    };

    private static string Interleavings(List<BigInteger?> counts) =>
        counts.Contains(null) ? "∞" : counts.Exists(count => count < 0) ? "?" : Numbers.Short(counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count!.Value));

    /// <summary>Each broken invariant with the designs that break it and the simplest trace of the first of them.</summary>
    private static void PrintBroken(IAnsiConsole console, IReadOnlyList<CheckRow> rows)
    {
        var table = new Table().Border(TableBorder.Simple).Title("broken promises, each with its simplest trace in the first design named")
            .AddColumn(new TableColumn("invariant").NoWrap()).AddColumn(new TableColumn("scenario").NoWrap())
            .AddColumn(new TableColumn("steps").RightAligned().NoWrap());
        var wide = console.Profile.Width >= WidthOfAllFigures;
        foreach (var figure in wide ? new[] { "switches", "interrupts", "failures" } : [])
        {
            table.AddColumn(new TableColumn(figure).RightAligned().NoWrap());
        }

        table.AddColumn("broken by");

        // A line that is broken is broken between designs; in a pipe none is, and blanks are blanks.
        var glue = console.Profile.Width < Consoles.PipeWidth ? '\u00a0' : ' ';
        foreach (var invariant in InvariantCatalogue.All.Select(invariant => invariant.Invariant))
        {
            var found = rows.SelectMany(row => row.Violations.Where(violation => violation.Invariant == invariant).Select(violation => (row, violation.Witness))).ToList();
            if (found.Count == 0)
            {
                continue;
            }

            var first = found[0].row.Design;
            var (row, witness) = found.Where(pair => pair.row.Design == first).MinBy(pair => pair.Witness is { } simple
                ? (simple.Preemptions + simple.Interrupts + simple.Failures, simple.Moves.Count)
                : (int.MaxValue, int.MaxValue));
            string[] figures = wide ? [$"{witness?.Preemptions}", $"{witness?.Interrupts}", $"{witness?.Failures}"] : [];
            table.AddRow([
                $"[red]{InvariantLetters.Of(invariant)}[/] {invariant}",
                Markup.Escape(row.Scenario.Name),
                $"{witness?.Moves.Count}",
                .. figures,
                string.Join(", ", found.GroupBy(pair => pair.row.Design.Name).Select(design => $"{design.Key}{glue}×{design.Count()}"))]);
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }
    }

    /// <summary>The invariants that were watched and that no scenario violates, for designs whose searches are complete.</summary>
    private static void PrintHeld(IAnsiConsole console, IReadOnlyList<CheckRow> rows, IReadOnlySet<string> watched)
    {
        var complete = rows.GroupBy(row => row.Design.Name).Where(design => design.All(row => row.Exploration.Search.Complete)).ToList();
        var held = complete.Select(design => (design.Key, Scenarios: design.Count(), Invariants: Held(design, watched))).Where(design => design.Invariants.Count > 0).ToList();
        if (held.Count > DesignsWithNames)
        {
            // Thirty names for each would bury the tables.
            console.MarkupLineInterpolated($"invariants [green]held[/] in every scenario: {string.Join(", ", held.Select(design => $"{design.Key} {design.Invariants.Count}"))}");
        }
        else
        {
            foreach (var same in held.GroupBy(design => string.Join(", ", design.Invariants)))
            {
                console.MarkupLineInterpolated($"[green]held in {Numbers.Count(same.First().Scenarios, "scenario")}[/] by {string.Join(", ", same.Select(design => design.Key))}: {same.Key}");
            }
        }

        console.WriteLine();
    }

    /// <summary>What a design does not promise was not watched there, and is not said to hold.</summary>
    private static List<string> Held(IEnumerable<CheckRow> design, IReadOnlySet<string> watched) =>
    [
        .. InvariantCatalogue.All
            .Select(invariant => invariant.Invariant)
            .Where(invariant => watched.Contains(invariant) && design.Any(row => row.Watched.Contains(invariant)) && design.All(row => !row.Exploration.Search.Unjudged.Contains(invariant) && row.Violations.All(violation => violation.Invariant != invariant))),
    ];
}
