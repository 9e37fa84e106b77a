using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>
/// Who runs, and how many operations, as text that a person can read and edit: <c>A×7 irq@0×5 A×2(1) B→cpu0 B×3</c>.
/// <c>A×7</c>: A executes seven operations; numbers in parentheses are what its choices among them return, in order;
/// <c>B→cpu0</c>: thread B is placed on processor cpu0. A handler strikes with its first operation. <c>*</c> and
/// <c>-></c> may be written for × and →.
/// </summary>
public sealed partial class Schedule
{
    private Schedule(IReadOnlyList<ScheduleEntry> entries) => Entries = entries;

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<ScheduleEntry> Entries { get; }

    /// <summary>The schedule of an execution of a model.</summary>
    public static Schedule Of(Model model, IEnumerable<Move> moves)
    {
        var entries = new List<ScheduleEntry>();
        foreach (var move in moves)
        {
            var name = model.Processes[move.Process].Name;
            if (move.Kind == MoveKind.Place)
            {
                entries.Add(new ScheduleEntry(name, 0, [], model.Processors[move.Value].Name));
                continue;
            }

            if (entries.Count == 0 || entries[^1].Process != name || entries[^1].Processor is not null)
            {
                entries.Add(new ScheduleEntry(name, 0, [], null));
            }

            var last = entries[^1];
            entries[^1] = last with { Count = last.Count + 1, Choices = move.Value >= 0 ? [.. last.Choices, move.Value] : last.Choices };
        }

        return new Schedule(entries);
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The text is not a schedule; the message quotes the part that is not.</exception>
    public static Schedule Parse(string text)
    {
        var entries = new List<ScheduleEntry>();
        foreach (var part in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (RunPattern().Match(part) is { Success: true } run && int.TryParse(run.Groups["count"].Value, CultureInfo.InvariantCulture, out var count) && count > 0)
            {
                var choices = run.Groups["choices"].Value;
                entries.Add(new ScheduleEntry(run.Groups["name"].Value, count, [.. choices.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(choice => int.Parse(choice, CultureInfo.InvariantCulture))], null));
            }
            else if (PlacePattern().Match(part) is { Success: true } place)
            {
                entries.Add(new ScheduleEntry(place.Groups["name"].Value, 0, [], place.Groups["processor"].Value));
            }
            else
            {
                throw new FormatException($"'{part}' is not part of a schedule; write a run such as A×7 or A×7(1,0), or a placement such as A→cpu0");
            }
        }

        return new Schedule(entries);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var entry in Entries)
        {
            text.Append(text.Length > 0 ? " " : "").Append(entry.Process);
            if (entry.Processor is not null)
            {
                text.Append('→').Append(entry.Processor);
                continue;
            }

            text.Append('×').Append(entry.Count);
            if (entry.Choices.Count > 0)
            {
                text.Append('(').AppendJoin(',', entry.Choices).Append(')');
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^(?<name>[^×*→()]+)[×*](?<count>[0-9]{1,9})(\((?<choices>[0-9]{1,9}(,[0-9]{1,9})*)\))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunPattern();

    [GeneratedRegex(@"^(?<name>[^×*→()]+?)(→|->)(?<processor>[^×*→()]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlacePattern();
}

/// <summary>A run of one process, or the placement of a thread.</summary>
/// <param name="Process">The name of the process.</param>
/// <param name="Count">How many operations it executes; 0 of a placement.</param>
/// <param name="Choices">What its choices among them return, in order.</param>
/// <param name="Processor">The processor that the thread is placed on; null of a run.</param>
public sealed record ScheduleEntry(string Process, int Count, IReadOnlyList<int> Choices, string? Processor);
