using System.Text;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;
using UnwindCheck.Traces;

namespace UnwindCheck.Exports;

/// <summary>A trace as plain text of at most 80 columns, for a mailing list: columns for CPUs as in the kernel's own comments
/// on races while they are wide enough, else a line for each step with its CPU in front.</summary>
internal sealed class MailText
{
    private const int Width = 80;
    private const int NumberWidth = 5;
    private const int NarrowestColumn = 34;
    private const int LongestName = 24;

    private readonly StringBuilder text = new();
    private readonly TraceReplay replay;
    private readonly Timeline timeline;
    private readonly bool columns;
    private readonly int columnWidth;

    private MailText(TraceReplay replay)
    {
        this.replay = replay;
        timeline = TimelineBuilder.Of(replay.Model, replay.Steps);
        columnWidth = ((Width - NumberWidth + 1) / timeline.Lanes.Count) - 1;
        columns = columnWidth >= NarrowestColumn;
    }

    /// <summary>The text.</summary>
    public static string Of(TraceReplay replay)
    {
        var mail = new MailText(replay);
        mail.Head();
        mail.Steps();
        return mail.text.ToString();
    }

    private void Head()
    {
        var file = replay.File;
        var invariant = InvariantCatalogue.All.First(invariant => invariant.Invariant == file.Invariant);
        Paragraph("", $"{file.Design} breaks {file.Invariant} in scenario {file.Scenario}");
        text.Append('\n');
        Paragraph("Promise:  ", PlainWords.Promise(file.Invariant, invariant.Quote));
        Paragraph("          ", $"\"{invariant.Quote}\"");
        Paragraph("          ", $"({invariant.Source})");
        Paragraph("Instead:  ", replay.Reason);
        if (ScenarioUse.CarelessBecause(replay.Scenario) is { } careless)
        {
            Paragraph("By:       ", $"careless use: {careless}");
        }

        Paragraph("Trace:    ", Cost.Of(replay));
        Paragraph("Schedule: ", file.Schedule.Replace('×', '*').Replace("→", "->", StringComparison.Ordinal));
        text.Append('\n');
    }

    private void Steps()
    {
        if (columns)
        {
            Row("", [.. timeline.Lanes.Select(Name)]);
            Row("", [.. timeline.Lanes.Select(lane => new string('=', Name(lane).Length))]);
        }

        for (var i = 0; i < replay.Steps.Count; i++)
        {
            if (i == replay.File.CycleStart)
            {
                text.Append("  .--- from here on the steps repeat for ever\n");
            }

            var step = replay.Steps[i];
            Put($"{i + 1,4} ", timeline.LaneOfStep[i], $"{Nesting(step)}{Action(step)}");
            foreach (var occurrence in step.Events)
            {
                Put("", timeline.LaneOfStep[i], $"{Nesting(step)}  * {Plain(EventText.Of(occurrence))}");
            }

            if (i + 1 == replay.ViolatedAtStep)
            {
                Broken();
            }
        }

        if (replay.ViolatedAtStep is null)
        {
            Broken();
        }
    }

    private string Action(TraceStep step)
    {
        var place = step.Move.Kind == MoveKind.Place ? $" on {replay.Model.Processors[step.Processor]}" : "";
        var source = step.Site is { } site && timeline.Lanes.Count == 1 ? $" ({Path.GetFileName(site.File)}:{site.Line})" : "";
        return Plain($"{(StepWords.Strikes(step) ? "! " : "")}{step.Process}: {StepWords.Action(step)}{place}") + source;
    }

    private void Broken()
    {
        text.Append('\n');
        Paragraph("BROKEN ", $"{replay.File.Invariant}: {replay.Reason}");
    }

    private void Put(string number, int lane, string line)
    {
        var indent = line.Length - line.TrimStart().Length;
        var head = line.TrimStart().StartsWith("* ", StringComparison.Ordinal) ? 2 : 0;
        var prefix = columns ? "" : $"{Name(timeline.Lanes[lane])} | ";
        var width = columns ? columnWidth : Width - NumberWidth - prefix.Length;
        var first = true;
        foreach (var part in Wrapping.Lines(line.Trim(), Math.Max(8, width - indent - 2)))
        {
            var content = new string(' ', indent + (first ? 0 : Math.Max(head, 2))) + part;
            Row(first ? number : "", columns ? [.. timeline.Lanes.Select((_, index) => index == lane ? content : "")] : [prefix + content]);
            first = false;
        }
    }

    private void Row(string number, IReadOnlyList<string> cells)
    {
        var line = new StringBuilder(number.PadRight(NumberWidth));
        for (var i = 0; i < cells.Count; i++)
        {
            line.Append(cells[i].PadRight(i < cells.Count - 1 ? columnWidth + 1 : 0));
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private void Paragraph(string heading, string words)
    {
        foreach (var line in Wrapping.Hanging(heading, Plain(words), Width))
        {
            text.Append(line.TrimEnd()).Append('\n');
        }
    }

    private static string Name(Lane lane) => Plain(lane.Name.Length <= LongestName ? lane.Name : lane.Name[..LongestName]);

    private static string Nesting(TraceStep step) => new(' ', 2 * step.Level);

    /// <summary>Signs that every mail program has; a line stays a line.</summary>
    private static string Plain(string words) => string.Concat(words
        .Replace("←", "<-", StringComparison.Ordinal).Replace("→", "->", StringComparison.Ordinal).Replace('×', '*')
        .Replace('“', '"').Replace('”', '"').Replace('’', '\'').Replace("…", "...", StringComparison.Ordinal)
        .Select(c => char.IsControl(c) ? ' ' : c));
}
