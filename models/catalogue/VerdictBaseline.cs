using System.Reflection;

namespace UnwindCheck.Models;

/// <summary>The verdicts that shipped designs are known to have in shipped scenarios: <c>models/verdicts.tsv</c>.</summary>
public static class VerdictBaseline
{
    private static readonly Lazy<IReadOnlyDictionary<(string Design, string Scenario), IReadOnlyList<string>>> Shipped = new(Load);

    /// <summary>The invariants that a design violates in a scenario, in alphabetical order; null when nothing is known.</summary>
    public static IReadOnlyList<string>? Violated(string design, string scenario) => Shipped.Value.GetValueOrDefault((design, scenario));

    private static Dictionary<(string Design, string Scenario), IReadOnlyList<string>> Load()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("verdicts.tsv")!);
        var baseline = new Dictionary<(string, string), IReadOnlyList<string>>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split('\t');
            if (!line.StartsWith('#') && fields is [not "design", _, _, _, ..])
            {
                // Each violated invariant is followed by its simplest trace.
                var violated = (fields.Length > 4 ? fields[4] : "").Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(' ')[0]);
                baseline.Add((fields[0], fields[1]), [.. violated.Order(StringComparer.Ordinal)]);
            }
        }

        return baseline;
    }
}
