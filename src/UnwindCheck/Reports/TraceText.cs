using System.Text;
using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Traces;

namespace UnwindCheck.Reports;

/// <summary>A trace as text: a column for each CPU, interrupts nested by indentation, the source line of each step, and
/// below it the events that matter.</summary>
internal static class TraceText
{
    private const int SourceWidth = 76;

    public static string Of(TraceReplay replay)
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

        return text.ToString();
    }

    private static void Head(StringBuilder text, TraceReplay replay)
    {
        var file = replay.File;
        var invariant = InvariantCatalogue.All.First(invariant => invariant.Invariant == file.Invariant);
        text.AppendLine($"{file.Design} violates {file.Invariant} in scenario {file.Scenario}");
        text.AppendLine($"  because {replay.Reason}");
        text.AppendLine($"  though “{invariant.Quote}”");
        text.AppendLine($"         ({invariant.Source})");
        text.AppendLine($"  in {Numbers.Count(replay.Steps.Count, "step")}, {Numbers.Count(file.Preemptions, "context switch")}, {Numbers.Count(file.Interrupts, "interrupt")}, {Numbers.Count(file.Failures, "failure")}");
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
        var strikes = step.Move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting ? "⚡" : "";
        return $"{nesting}{strikes}{step.Process} {Action(step)}" + (step.Move.Kind == MoveKind.Place ? $" on {replay.Model.Processors[step.Processor]}" : "");
    }

    private static string Action(TraceStep step) => step.Kind switch
    {
        null => step.Move.Kind == MoveKind.Place ? "is placed" : "waits",
        OperationKind.Read or OperationKind.WaitNotEqual => $"{step.Cell} = {Value(step.Before)}",
        OperationKind.Write => $"{step.Cell} ← {Value(step.After)}",
        OperationKind.CompareExchange when step.Before == step.After => $"{step.Cell} = {Value(step.Before)}, not exchanged",
        OperationKind.CompareExchange or OperationKind.Exchange or OperationKind.FetchAdd or OperationKind.FetchOr or OperationKind.FetchAndNot
            => $"{step.Cell} {Value(step.Before)} → {Value(step.After)}",
        OperationKind.WaitEqual => $"{step.Cell} is {Value(step.Before)}",
        OperationKind.WaitExchange => $"{step.Cell} taken",
        OperationKind.Choose => $"{step.Result}: {step.Site!.Target}",
        OperationKind.Leave => "leaves the CPU",
        OperationKind.ProcessorIndex => $"smp_processor_id() = {step.Result}",
        _ => step.Site!.Target,
    };

    private static string Value(ulong value) => value < 10 ? $"{value}" : $"0x{value:x}";

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
