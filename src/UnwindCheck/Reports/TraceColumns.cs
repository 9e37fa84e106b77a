using System.Text;
using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Timelines;
using UnwindCheck.Traces;

namespace UnwindCheck.Reports;

/// <summary>A trace as text: a column for each CPU, interrupts nested by indentation, the source line of each step, and
/// below it the events that matter.</summary>
internal static class TraceColumns
{
    private const int SourceWidth = 76;

    /// <summary>The text.</summary>
    /// <param name="replay">The trace.</param>
    /// <param name="width">The columns that there are, or null.</param>
    public static string Of(TraceReplay replay, int? width = null)
    {
        var text = new StringBuilder();
        Head(text, replay);
        var columns = Columns(replay);
        var widths = columns.ConvertAll(column => Math.Max(column.Length, 12));
        var cells = replay.Steps.Select(step => (Column: ColumnOf(replay.Model, step), Text: Cell(replay, step))).ToList();
        foreach (var (column, cell) in cells)
        {
            widths[column] = Math.Max(widths[column], cell.Length);
        }

        Line(text, "step", columns, widths, "source");
        for (var i = 0; i < replay.Steps.Count; i++)
        {
            var step = replay.Steps[i];
            if (i == replay.File.CycleStart)
            {
                text.AppendLine("     ┌── from here on the steps repeat for ever");
            }

            Line(text, $"{i + 1}", [.. columns.Select((_, column) => column == cells[i].Column ? cells[i].Text : "")], widths, Source(step));
            foreach (var occurrence in step.Events)
            {
                text.AppendLine($"     · {EventText.Of(occurrence)}");
            }

            if (i + 1 == replay.ViolatedAtStep)
            {
                text.AppendLine($"     ✗ {replay.File.Invariant}: {replay.Reason}");
            }
        }

        if (replay.ViolatedAtStep is null)
        {
            text.AppendLine($"     ✗ {replay.File.Invariant}: {replay.Reason}");
        }

        return width is { } columnsThere ? Fitted(text.ToString(), columnsThere) : text.ToString();
    }

    /// <summary>Rows of the table lose the end of their source line; other lines go on below their beginning.</summary>
    private static string Fitted(string text, int width)
    {
        var fitted = new StringBuilder();
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.Length <= width)
            {
                fitted.AppendLine(line);
            }
            else if (line.Contains('│', StringComparison.Ordinal))
            {
                fitted.AppendLine(line[..Math.Max(0, width - 1)] + "…");
            }
            else
            {
                var indent = line.Length - line.TrimStart().Length;
                foreach (var part in Wrapping.Hanging(line[..indent], line.Trim(), Math.Max(width, indent + 20)))
                {
                    fitted.AppendLine(part);
                }
            }
        }

        return fitted.ToString();
    }

    private static void Head(StringBuilder text, TraceReplay replay)
    {
        var file = replay.File;
        var invariant = InvariantCatalogue.All.First(invariant => invariant.Invariant == file.Invariant);
        text.AppendLine($"{file.Design} violates {file.Invariant} in scenario {file.Scenario}");
        text.AppendLine($"  because {replay.Reason}");
        text.AppendLine($"  though “{invariant.Quote}”");
        text.AppendLine($"         ({invariant.Source})");
        text.AppendLine($"  in {Cost.Of(replay)}");
        if (ScenarioUse.CarelessBecause(replay.Scenario) is { } careless)
        {
            text.AppendLine($"  by careless use: {careless}");
        }

        text.AppendLine($"  schedule: {file.Schedule}");
        text.AppendLine();
    }

    private static List<string> Columns(TraceReplay replay)
    {
        var columns = replay.Model.Processors.Select(processor => processor.Name).ToList();
        if (replay.Steps.Any(step => step.Processor < 0))
        {
            columns.Add("elsewhere");
        }

        return columns;
    }

    private static int ColumnOf(Model model, TraceStep step) => step.Processor >= 0 ? step.Processor : model.Processors.Count;

    private static string Cell(TraceReplay replay, TraceStep step)
    {
        var nesting = new string(' ', 2 * step.Level);
        var strikes = StepWords.Strikes(step) ? "⚡" : "";
        return $"{nesting}{strikes}{step.Process} {StepWords.Action(step)}" + (step.Move.Kind == MoveKind.Place ? $" on {replay.Model.Processors[step.Processor]}" : "");
    }

    private static string Source(TraceStep step)
    {
        if (step.Site is not { } site)
        {
            return "";
        }

        var line = $"{Path.GetFileName(site.File)}:{site.Line} {site.Member}: {SourceText.Line(site.File, site.Line)}";
        return line.Length <= SourceWidth + 20 ? line : line[..(SourceWidth + 19)] + "…";
    }

    private static void Line(StringBuilder text, string number, List<string> cells, List<int> widths, string source)
    {
        text.Append(number.PadLeft(4));
        for (var i = 0; i < cells.Count; i++)
        {
            text.Append(" │ ").Append(cells[i].PadRight(widths[i]));
        }

        text.Append(" │ ").AppendLine(source);
    }
}
