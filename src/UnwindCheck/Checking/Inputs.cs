using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Sweep;

namespace UnwindCheck.Checking;

/// <summary>Finds what the command line names.</summary>
internal static class Inputs
{
    public static IReadOnlyList<DesignEntry> Designs(IReadOnlyList<string> names) => names.Count == 0
        ? DesignCatalogue.All
        : [.. names.Distinct(StringComparer.Ordinal).Select(Design)];

    /// <param name="names">Names of shipped scenarios, and files; none: all shipped ones.</param>
    /// <param name="large">Whether all includes the large ones.</param>
    public static IReadOnlyList<Scenario> Scenarios(IReadOnlyList<string> names, bool large)
    {
        if (names.Count == 0)
        {
            return [.. ScenarioCatalogue.All.Where(scenario => large || !scenario.Large)];
        }

        var scenarios = names.Distinct(StringComparer.Ordinal).Select(name => (Given: name, Scenario: Scenario(name))).ToList();
        if (scenarios.GroupBy(scenario => scenario.Scenario.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } same)
        {
            throw new InputException($"{string.Join(" and ", same.Select(scenario => $"'{scenario.Given}'"))} are both called '{same.Key}': results and traces go by that name; give one, or rename a file");
        }

        return [.. scenarios.Select(scenario => scenario.Scenario)];
    }

    public static IReadOnlySet<string> Invariants(IReadOnlyList<string> names) => names.Count == 0
        ? InvariantCatalogue.All.Select(invariant => invariant.Invariant).ToHashSet(StringComparer.Ordinal)
        : names.Select(name => Named("invariant", name, InvariantCatalogue.All, invariant => invariant.Invariant).Invariant).ToHashSet(StringComparer.Ordinal);

    /// <summary>The design with a name, perhaps with switches.</summary>
    public static DesignEntry Design(string name)
    {
        try
        {
            return DesignCatalogue.Find(name) ?? Named("design", name, DesignCatalogue.All, design => design.Name);
        }
        catch (DesignNameException exception)
        {
            throw new InputException(exception.Message, exception);
        }
    }

    private static Scenario Scenario(string nameOrFile)
    {
        if (ScenarioCatalogue.All.FirstOrDefault(scenario => scenario.Name == nameOrFile) is { } shipped)
        {
            return shipped;
        }

        if (nameOrFile.StartsWith("sweep-", StringComparison.Ordinal) && !File.Exists(nameOrFile) && ScenarioSpace.Find(nameOrFile) is { } swept)
        {
            return swept.Scenario;
        }

        // A name of a shipped scenario has no separator and no extension: anything else is meant as a file.
        if (!File.Exists(nameOrFile) && !nameOrFile.Contains('/', StringComparison.Ordinal) && Path.GetExtension(nameOrFile).Length == 0)
        {
            return Named("scenario", nameOrFile, ScenarioCatalogue.All, scenario => scenario.Name);
        }

        return ScenarioParser.Parse(Path.GetFileNameWithoutExtension(nameOrFile), nameOrFile, Files.Read(nameOrFile, "a scenario"));
    }

    /// <summary>What has a name; if there is no such thing, what may have been meant.</summary>
    internal static T Named<T>(string what, string name, IReadOnlyList<T> all, Func<T, string> nameOf, string hint = "'unwindcheck list' shows all") =>
        all.FirstOrDefault(item => nameOf(item) == name)
        ?? throw new InputException($"there is no {what} '{name}'{Suggestion(name, all.Select(nameOf))}; {hint}");

    private static string Suggestion(string name, IEnumerable<string> names)
    {
        var best = names.MinBy(candidate => Distance(name, candidate))!;
        return Distance(name, best) <= Math.Max(2, name.Length / 3) ? $"; did you mean '{best}'?" : "";
    }

    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
