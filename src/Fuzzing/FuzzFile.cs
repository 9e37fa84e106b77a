using System.Globalization;
using System.Text;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>A case as a scenario file: whatever is not part of a scenario stands in comments.</summary>
public static class FuzzFile
{
    private const string NumbersHeading = "# numbers ";
    private const string DesignHeading = "# design ";
    private const int MaxPart = 40;

    /// <summary>The text of a case that fails.</summary>
    /// <param name="fuzzCase">The case.</param>
    /// <param name="property">The property that does not hold of it.</param>
    /// <param name="outcome">Why not.</param>
    /// <param name="command">The command that finds it.</param>
    public static string Text(FuzzCase fuzzCase, FuzzProperty property, FuzzOutcome outcome, string command)
    {
        ArgumentNullException.ThrowIfNull(fuzzCase);
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(outcome);
        var text = new StringBuilder();
        text.Append("# found by: ").AppendLine(command);
        text.Append("# property ").Append(property.Name).Append(": ").AppendLine(property.About);
        foreach (var line in (outcome.Reason ?? "").Split('\n'))
        {
            text.Append("# ").AppendLine(line.TrimEnd('\r'));
        }

        text.Append(DesignHeading).AppendLine(fuzzCase.Design.Name);
        text.Append(NumbersHeading).AppendJoin(' ', fuzzCase.Numbers).AppendLine();
        return text.Append(fuzzCase.Scenario.Text).ToString();
    }

    /// <summary>A name that the same failure has each time: the property, the design and what it is about.</summary>
    public static string Name(FuzzCase fuzzCase, FuzzProperty property, FuzzOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(fuzzCase);
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(outcome);
        string[] parts = [property.Name, fuzzCase.Design.Name, string.Join('-', outcome.Keys)];
        var readable = string.Join('.', parts.Where(static part => part.Length > 0).Select(static part => part.Length > MaxPart ? part[..MaxPart] : part));
        var hash = FuzzCase.HashOf($"{fuzzCase.Design.Name}\n{fuzzCase.Scenario.Text}");
        return string.Concat(readable.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-')) + $".{hash:x8}.scenario";
    }

    /// <summary>The cases of a file: with the design that it names, else with each of some.</summary>
    /// <exception cref="ScenarioException">It is no scenario, or its comments name no design or no numbers where they should.</exception>
    public static IReadOnlyList<FuzzCase> Cases(string path, string text, IReadOnlyList<DesignEntry> designs, FuzzLimits limits, CancellationToken cancellation = default)
    {
        var scenario = ScenarioParser.Parse(Path.GetFileNameWithoutExtension(path), path, text);
        var numbers = Comments(path, text, NumbersHeading, static words => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray(), "numbers").SingleOrDefault([]);
        var named = Comments(path, text, DesignHeading, static name => DesignCatalogue.Find(name) ?? throw new FormatException(), "the name of a design").ToList();
        return [.. (named.Count > 0 ? named : designs).Select(design => new FuzzCase(numbers, scenario, design, limits, cancellation))];
    }

    private static IEnumerable<T> Comments<T>(string path, string text, string heading, Func<string, T> read, string expected)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(heading, StringComparison.Ordinal))
            {
                continue;
            }

            T value;
            try
            {
                value = read(lines[i][heading.Length..].Trim());
            }
            catch (Exception exception) when (exception is FormatException or OverflowException or DesignNameException)
            {
                throw new ScenarioException(path, new Position(i + 1, heading.Length + 1), $"expected {expected}, found '{lines[i][heading.Length..].Trim()}'; correct or remove the comment");
            }

            yield return value;
        }
    }
}
