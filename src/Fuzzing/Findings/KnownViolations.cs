using System.Reflection;
using Interleave;
using Interleave.Exploration;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>
/// What designs are known to violate, by what it takes: a violation is known in a scenario that has all that a scenario has in
/// which it was found. Of the designs that are fuzzed by rule that is what this run of fuzzing has reported already, since
/// their violations have stated causes (<see cref="Explanations"/>); of others also what they violate in the shipped scenarios.
/// </summary>
public sealed class KnownViolations
{
    /// <summary>Before the design and the invariants in a comment of a scenario that fuzzing has found.</summary>
    internal const string Heading = "# violated by ";
    private const string Extension = ".scenario";
    private const long MaxStates = 100_000;

    private readonly Dictionary<string, List<(string Invariant, IReadOnlySet<string> Features)>> byDesign = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <summary>The scenarios that fuzzing has found and somebody has understood.</summary>
    public static IReadOnlyList<Scenario> Found { get; } = [.. LoadFound()];

    /// <summary>Whether it is known that a design may violate an invariant in a scenario like this.</summary>
    public bool IsKnown(DesignEntry design, string invariant, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(design);
        var features = ScenarioFeatures.Of(scenario);
        lock (gate)
        {
            return Of(design).Exists(known => known.Invariant == invariant && known.Features.IsSubsetOf(features));
        }
    }

    /// <summary>Learns that a design violates an invariant in a scenario.</summary>
    public void Add(DesignEntry design, string invariant, Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(design);
        lock (gate)
        {
            Of(design).Add((invariant, ScenarioFeatures.Of(scenario)));
        }
    }

    /// <summary>What comments of a scenario's text say is violated by a design.</summary>
    public static IEnumerable<string> Stated(Scenario scenario, string design)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return scenario.Text.Split('\n')
            .Where(line => line.StartsWith($"{Heading}{design}:", StringComparison.Ordinal))
            .SelectMany(line => line[(Heading.Length + design.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The comment that states it.</summary>
    public static string Statement(string design, IEnumerable<string> invariants) => $"{Heading}{design}: {string.Join(' ', invariants)}".TrimEnd();

    private List<(string Invariant, IReadOnlySet<string> Features)> Of(DesignEntry design)
    {
        if (!byDesign.TryGetValue(design.Name, out var known))
        {
            var scenarios = HasStatedCauses(design) ? [] : ScenarioCatalogue.All.Where(static scenario => !scenario.Large);
            byDesign.Add(design.Name, known = [.. scenarios.SelectMany(scenario => Violated(design, scenario).Select(invariant => (invariant, ScenarioFeatures.Of(scenario))))]);
        }

        return known;
    }

    private static bool HasStatedCauses(DesignEntry design) => FuzzDesigns.Default.Any(other => other.Name == design.Name);

    /// <summary>By the baseline; a design that is not in it is searched.</summary>
    private static IEnumerable<string> Violated(DesignEntry design, Scenario scenario) =>
        VerdictBaseline.Violated(design.Name, scenario.Name)
        ?? Explore.Search(ScenarioModel.Build(design, scenario), new SearchOptions { MaxStates = MaxStates }).Violated;

    private static IEnumerable<Scenario> LoadFound()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(static name => name.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return ScenarioParser.Parse(resource[..^Extension.Length], "src/Fuzzing/known/" + resource, reader.ReadToEnd());
        }
    }
}
