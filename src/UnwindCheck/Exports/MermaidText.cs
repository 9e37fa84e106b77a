using System.Text;
using Interleave;
using Interleave.Replay;
using UnwindCheck.Reports;
using UnwindCheck.Timelines;
using UnwindCheck.Traces;

namespace UnwindCheck.Exports;

/// <summary>
/// A trace as a Mermaid sequence diagram, for an issue or a mail: who takes part, what happens, and the accesses to memory
/// that more than one of them uses, since races are made of these.
/// </summary>
internal sealed class MermaidText
{
    /// <summary>A diagram of more than 50,000 characters is refused by Mermaid, and read by nobody.</summary>
    private const int MaxEntries = 160;

    /// <summary>A note grows with its text, but its frame is cut off where that is much wider than what surrounds it.</summary>
    private const int NoteWidth = 44;

    private readonly StringBuilder text = new();
    private readonly TraceReplay replay;
    private readonly Timeline timeline;
    private readonly List<Process> processes;
    private readonly List<string> contested;
    private readonly List<string> owners;
    private readonly Process?[] lastOn;

    private MermaidText(TraceReplay replay)
    {
        this.replay = replay;
        timeline = TimelineBuilder.Of(replay.Model, replay.Steps);
        processes = [.. replay.Steps.Select(step => step.Process).Distinct()];
        contested = Contested(replay.Steps, replay.Model);
        owners = [.. contested.Select(Owner).Distinct(StringComparer.Ordinal)];
        lastOn = new Process?[timeline.Lanes.Count];
    }

    /// <summary>The diagram.</summary>
    public static string Of(TraceReplay replay) => new MermaidText(replay).Write();

    private string Write()
    {
        var file = replay.File;
        Line("sequenceDiagram");

        // A title is drawn beside the middle, and cut off where the diagram is narrow: what everybody is to see is a note.
        Line($"accTitle: {Escaped($"{file.Design} breaks {file.Invariant} in scenario {file.Scenario}")}", 1);
        for (var i = 0; i < processes.Count; i++)
        {
            Line($"participant p{i} as {Escaped(Name(processes[i]))}", 1);
        }

        for (var i = 0; i < owners.Count; i++)
        {
            Line($"participant m{i} as {Escaped($"memory of {owners[i]}")}", 1);
        }

        if (processes.Count > 0)
        {
            Line(Note("p0", $"{file.Design} breaks {file.Invariant}", $"in scenario {file.Scenario}"), 1);
        }

        Entries();
        return text.ToString();
    }

    private void Entries()
    {
        var entries = replay.Steps.SelectMany((step, index) => EntriesOf(step, index).Select(entry => (index, entry))).ToList();
        var looping = false;
        var depth = 1;
        for (var i = 0; i < entries.Count; i++)
        {
            if (!looping && entries[i].index >= replay.File.CycleStart)
            {
                Line("loop for ever", depth++);
                looping = true;
            }

            if (entries.Count > MaxEntries && i == MaxEntries / 2)
            {
                Line($"Note over p0: … {Numbers.Count(entries.Count - MaxEntries, "line")} left out …", depth);
            }

            if (entries.Count <= MaxEntries || i < MaxEntries / 2 || i >= entries.Count - (MaxEntries / 2))
            {
                Line(entries[i].entry, depth);
            }
        }

        if (looping)
        {
            Line("end", 1);
        }

        var last = replay.Steps.Count == 0 ? "p0" : Id(replay.Steps[(replay.ViolatedAtStep ?? replay.Steps.Count) - 1].Process);
        Line("rect rgba(200, 0, 0, 0.15)", 1);
        Line(Note(last, $"✗ {replay.Reason}"), 2);
        Line("end", 1);
    }

    private List<string> EntriesOf(TraceStep step, int index)
    {
        var entries = new List<string>();
        var lane = timeline.LaneOfStep[index];
        var me = Id(step.Process);
        if (StepWords.Strikes(step))
        {
            entries.Add($"{(lastOn[lane] is { } interrupted ? Id(interrupted) : me)}->>{me}: {index + 1}. ⚡ {Escaped(step.Process.Name)} strikes");
        }

        lastOn[lane] = step.Process;
        if (step.Cell is { } cell && contested.Contains(cell))
        {
            var memory = $"m{owners.IndexOf(Owner(cell))}";
            entries.Add(Changes(step)
                ? $"{me}->>{memory}: {index + 1}. {Escaped(StepWords.Action(step))}"
                : $"{memory}-->>{me}: {index + 1}. {Escaped(StepWords.Action(step))}");
        }

        if (step.Events.Count > 0)
        {
            entries.Add(Note(me, [.. step.Events.Select((occurrence, number) => (number == 0 ? $"{index + 1}. " : "") + EventText.Of(occurrence))]));
        }

        return entries;
    }

    /// <summary>Cells that several processes access: those that some of them write, and all those of descriptors, where
    /// a write that comes too late may be what is wrong.</summary>
    private static List<string> Contested(IEnumerable<TraceStep> steps, Model model) =>
    [
        .. steps.Where(step => step.Cell is not null)
            .GroupBy(step => step.Cell!, StringComparer.Ordinal)
            .Where(cell => cell.DistinctBy(step => step.Process).Count() > 1 && (cell.Any(Changes) || model.Cells.Any(other => other.Name == cell.Key && other.Region is not null)))
            .Select(cell => cell.Key),
    ];

    private static bool Changes(TraceStep step) => step.Kind == OperationKind.Write || step.Before != step.After;

    private static string Owner(string cell) => cell.LastIndexOf(']') is > 0 and var bracket && bracket + 1 < cell.Length
        ? cell[..(bracket + 1)]
        : cell.Split('.')[0];

    private string Name(Process process)
    {
        var lane = timeline.LaneOfStep[replay.Steps.Select((step, index) => (step, index)).First(entry => entry.step.Process == process).index];
        return process is ProcessThread ? $"task {process}" : process is Handler || !timeline.Lanes[lane].IsCpu ? process.Name : $"{process} on {timeline.Lanes[lane].Name}";
    }

    private static string Note(string over, params IEnumerable<string> sentences) =>
        $"Note over {over}: {string.Join("<br/>", sentences.SelectMany(sentence => Wrapping.Lines(sentence, NoteWidth)).Select(Escaped))}";

    private string Id(Process process) => $"p{processes.IndexOf(process)}";

    private void Line(string line, int depth = 0) => text.Append(' ', 4 * depth).Append(line).Append('\n');

    /// <summary>Without what means something to Mermaid: its comments, its line ends, its HTML and its formulas.</summary>
    private static string Escaped(string words) => string.Concat(words.Select(c => c switch
    {
        '#' or ';' or '%' or '$' or '<' or '>' or '&' or '"' or '\\' or '`' or '{' or '}' => $"#{(int)c};",
        _ when char.IsControl(c) => " ",
        _ => c.ToString(),
    }));
}
