using System.Reflection;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models;

/// <summary>The shipped scenarios.</summary>
public static class ScenarioCatalogue
{
    private const string Extension = ".scenario";

    private const string MutantsPrefix = "mutants:";

    private static readonly Lazy<IReadOnlyList<Scenario>> Shipped = new(static () => Load("", "models/scenarios"));
    private static readonly Lazy<IReadOnlyList<Scenario>> Mutants = new(static () => Load(MutantsPrefix, "models/mutants"));

    /// <summary>All shipped scenarios, by name.</summary>
    public static IReadOnlyList<Scenario> All => Shipped.Value;

    /// <summary>Scenarios that are there to kill mutants of designs, by name. They are not part of the map of verdicts.</summary>
    public static IReadOnlyList<Scenario> ForMutants => Mutants.Value;

    private static List<Scenario> Load(string prefix, string directory)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scenarios = new List<Scenario>();
        var names = assembly.GetManifestResourceNames()
            .Where(resource => resource.EndsWith(Extension, StringComparison.Ordinal) && resource.Contains(':', StringComparison.Ordinal) == (prefix.Length > 0))
            .Select(resource => resource[prefix.Length..^Extension.Length]);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(prefix + name + Extension)!);
            scenarios.Add(ScenarioParser.Parse(name, $"{directory}/{name}{Extension}", reader.ReadToEnd()));
        }

        return scenarios;
    }
}
