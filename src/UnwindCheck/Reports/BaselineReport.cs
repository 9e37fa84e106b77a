using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Reports;

/// <summary>Says whether verdicts are those that are known (<see cref="VerdictBaseline"/>).</summary>
internal static class BaselineReport
{
    public static void Print(TextWriter output, IReadOnlyList<CheckRow> rows, IReadOnlySet<string> watched)
    {
        var known = rows
            .Where(row => row.Exploration.Search.Complete && IsShipped(row.Scenario))
            .Select(row => (row, Before: VerdictBaseline.Violated(row.Design.Name, row.Scenario.Name)))
            .Where(pair => pair.Before is not null)
            .Select(pair => (pair.row, Before: Words(pair.Before!.Where(invariant => watched.Contains(invariant) && !pair.row.Exploration.Search.Unjudged.Contains(invariant))), Now: Words(pair.row.Violations.Select(violation => violation.Invariant))))
            .ToList();
        var changed = known.FindAll(pair => pair.Before != pair.Now);
        foreach (var (row, before, now) in changed)
        {
            output.WriteLine($"CHANGED: {row.Design.Name} in {row.Scenario.Name}: {before} before, {now} now");
        }

        if (known.Count > 0)
        {
            output.WriteLine(changed.Count == 0
                ? $"baseline: {Numbers.Count(known.Count, "verdict")}, all as recorded"
                : $"baseline: {changed.Count} of {Numbers.Count(known.Count, "verdict")} changed against models/verdicts.tsv");
        }
    }

    /// <summary>A file may have the name of a shipped scenario and say something else.</summary>
    private static bool IsShipped(Scenario scenario) => ScenarioCatalogue.All.Contains(scenario);

    private static string Words(IEnumerable<string> violated)
    {
        var names = string.Join(", ", violated.Order(StringComparer.Ordinal));
        return names.Length == 0 ? "holds" : "violates " + names;
    }
}
