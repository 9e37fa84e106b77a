using System.Reflection;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Models;

/// <summary>The shipped scenarios.</summary>
public static class ScenarioCatalogue
{
    private const string Extension = ".scenario";

    private static readonly Lazy<IReadOnlyList<Scenario>> Shipped = new(Load);

    /// <summary>All shipped scenarios, by name.</summary>
    public static IReadOnlyList<Scenario> All => Shipped.Value;

    private static List<Scenario> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scenarios = new List<Scenario>();
        var names = assembly.GetManifestResourceNames().Where(resource => resource.EndsWith(Extension, StringComparison.Ordinal)).Select(resource => resource[..^Extension.Length]);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name + Extension)!);
            scenarios.Add(ScenarioParser.Parse(name, $"models/scenarios/{name}{Extension}", reader.ReadToEnd()));
        }

        return scenarios;
    }
}
