using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>What a comment of a scenario says of the violations by a design: with which causes they go.</summary>
/// <param name="Design">The name of the design.</param>
/// <param name="Causes">The names of the causes: all have to be taken away, and with one of them left the violations stay.</param>
/// <param name="Invariants">The invariants.</param>
public sealed record CauseStatement(string Design, IReadOnlyList<string> Causes, IReadOnlyList<string> Invariants)
{
    /// <summary>Before the design in such a comment.</summary>
    internal const string Heading = "# gone from ";
    private const string Without = " without ";
    private const string Colon = ": ";

    /// <summary>The statements in the comments of a scenario.</summary>
    public static IEnumerable<CauseStatement> In(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        foreach (var line in scenario.Text.Split('\n').Where(static line => line.StartsWith(Heading, StringComparison.Ordinal)))
        {
            var without = line.IndexOf(Without, StringComparison.Ordinal);
            var colon = line.IndexOf(Colon, StringComparison.Ordinal);
            yield return new CauseStatement(
                line[Heading.Length..without],
                line[(without + Without.Length)..colon].Split(", "),
                line[(colon + Colon.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
    }

    /// <summary>The comment.</summary>
    public override string ToString() => $"{Heading}{Design}{Without}{string.Join(", ", Causes)}{Colon}{string.Join(' ', Invariants)}";
}
