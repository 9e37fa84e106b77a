using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using UnwindCheck.Reports;

namespace UnwindCheck.Sweeping;

/// <summary>Says what sweeps found.</summary>
internal static class SweepReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Print(IAnsiConsole console, SweepResult result)
    {
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(result.Design.Name))
            .AddColumn("invariant").AddColumn("what comes in between, in the simplest execution").AddColumn("in the smallest scenario")
            .AddColumn(new TableColumn("scenarios").RightAligned()).AddColumn("use").AddColumn("cured by");
        foreach (var group in result.Groups)
        {
            table.AddRow(
                $"[red]{group.Invariant}[/]",
                Markup.Escape(group.Cause.Text),
                Markup.Escape(group.Smallest.Scenario.Scenario.Name),
                Numbers.Exact(group.Scenarios),
                group.WithCarefulUse ? "correct" : "careless",
                Markup.Escape(string.Join(", ", group.Cures)));
        }

        if (result.Groups.Count > 0)
        {
            console.Write(table);
        }

        console.WriteLine(Headline(result));
    }

    public static string Headline(SweepResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Design.Name}: {Numbers.Count(result.Scenarios, "scenario")}, {Numbers.Exact(result.States)} states, {Numbers.Count(result.Groups.Count, "group")} of violations in {Numbers.Seconds(result.Elapsed)}{(result.FromJournal == 0 ? "" : $" ({Numbers.Count(result.FromJournal, "scenario")} from the journal)")}; {(result.Incomplete.Count == 0 ? "every search complete" : $"{Numbers.Count(result.Incomplete.Count, "search")} INCOMPLETE")}");

    public static string ToJson(IReadOnlyList<SweepResult> results) => JsonSerializer.Serialize(
        results.Select(result => new
        {
            design = result.Design.Name,
            scenarios = result.Scenarios,
            states = result.States,
            seconds = result.Elapsed.TotalSeconds,
            incomplete = result.Incomplete,
            groups = result.Groups.Select(group => new
            {
                invariant = group.Invariant,
                cause = group.Cause.Text,
                scenario = group.Smallest.Scenario.Scenario.Name,
                text = group.Smallest.Scenario.Scenario.Text,
                reason = group.Smallest.Violation.Reason,
                steps = group.Smallest.Violation.Steps,
                switches = group.Smallest.Violation.Preemptions,
                interrupts = group.Smallest.Violation.Interrupts,
                failures = group.Smallest.Violation.Failures,
                scenarios = group.Scenarios,
                carefulUse = group.WithCarefulUse,
                cures = group.Cures,
            }),
        }),
        Json);

    /// <summary>For a file that people read.</summary>
    public static string ToMarkdown(IReadOnlyList<SweepResult> results)
    {
        var text = new StringBuilder();
        foreach (var result in results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {result.Design.Name}").AppendLine().AppendLine(Headline(result)).AppendLine();
            text.AppendLine("| invariant | what comes in between | what happens | smallest scenario | steps | found in | use | cured by |");
            text.AppendLine("|---|---|---|---|---|---|---|---|");
            foreach (var group in result.Groups)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {group.Invariant} | {Cell(group.Cause.Text)} | {Cell(group.Smallest.Violation.Reason)} | `{group.Smallest.Scenario.Scenario.Name}` | {group.Smallest.Violation.Steps} | {group.Scenarios} | {(group.WithCarefulUse ? "correct" : "careless")} | {Cell(string.Join(", ", group.Cures))} |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
