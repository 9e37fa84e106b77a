using Spectre.Console;
using UnwindCheck.Reports;

namespace UnwindCheck.Fuzzing;

/// <summary>What fuzzing found, for people.</summary>
internal static class FuzzReport
{
    /// <summary>Prints the properties with their counts, and each finding with its scenario.</summary>
    public static void Print(IAnsiConsole console, FuzzRunner runner, IReadOnlyList<FuzzProperty> properties, Func<FuzzFinding, string> command)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("property");
        foreach (var heading in new[] { "held", "nothing to check", "skipped", "failed" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var property in properties)
        {
            var tally = runner.Tallies[property];
            table.AddRow(
                new Text(property.Name),
                new Text(Numbers.Exact(tally.Of(FuzzVerdict.Held))),
                new Text(Numbers.Exact(tally.Of(FuzzVerdict.Void))),
                new Text(Numbers.Exact(tally.Of(FuzzVerdict.Skipped))),
                new Text(Numbers.Exact(tally.Of(FuzzVerdict.Failed))));
        }

        console.Write(table);
        foreach (var finding in runner.Findings)
        {
            Console.Out.WriteLine($"{finding.Property.Name} fails for {finding.Case.Design.Name}: {finding.Outcome.Reason}");
            foreach (var line in finding.Case.Scenario.Text.TrimEnd().Split('\n'))
            {
                Console.Out.WriteLine("    " + line);
            }

            Console.Out.WriteLine("  found by: " + command(finding));
            Console.Out.WriteLine(finding.Path is null ? "" : $"  kept as:  {finding.Path}");
        }
    }

    /// <summary>The last line.</summary>
    public static string Summary(FuzzRunner runner, FuzzPlan plan) =>
        $"fuzzed: seed {plan.Seed}, {Numbers.Count(runner.Done, "case")} in {runner.Elapsed.TotalSeconds:0} s, {Numbers.Exact(runner.TooLarge)} too large to search and not counted as holding, {Numbers.Count(runner.Findings.Count, "finding")}";
}
