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
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            scenarios.Add(ScenarioParser.Parse(resource[..^Extension.Length], "models/scenarios/" + resource, reader.ReadToEnd()));
        }

        return scenarios;
    }
}
