using System.Globalization;
using Interleave.Exploration;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>The verdicts of all designs in all shipped scenarios but the large ones, as models/verdicts.tsv has them.</summary>
internal static class VerdictTable
{
    private static readonly string[] Header =
    [
        "# The verdict of every design in every scenario that is not large. Made by: UNWINDCHECK_REGENERATE=1 dotnet test tests/UnwindCheck.Models.Tests",
        "# A violated invariant is followed by its simplest trace: operations/switches/interrupts/failures (of a livelock: operations to the cycle+operations around it).",
        "design\tscenario\tverdict\tstates\tviolated",
    ];

    /// <summary>Where it is.</summary>
    public static string Path => Repository.PathOf("models", "verdicts.tsv");

    /// <summary>The lines that exploring finds, of one pair of design and scenario in so many.</summary>
    public static IReadOnlyList<string> Explored(int oneIn) =>
        [.. Header, .. Shipped.All.Where((_, index) => index % oneIn == 0).AsParallel().AsOrdered().Select(static pair => Row(pair.Design, pair.Scenario))];

    /// <summary>The lines of a table for one pair of design and scenario in so many.</summary>
    public static IReadOnlyList<string> Sample(IReadOnlyList<string> table, int oneIn) =>
        [.. table.Take(Header.Length), .. table.Skip(Header.Length).Where((_, index) => index % oneIn == 0)];

    private static string Row(string design, string scenario)
    {
        var result = Shipped.Explore(design, scenario);
        var verdict = !result.Search.Complete ? "incomplete" : result.Holds ? "holds" : "violated";
        var violated = result.Search.Violated.Order(StringComparer.Ordinal).Select(invariant => $"{invariant} {Size(result.Witnesses[invariant])}");
        return string.Join('\t', design, scenario, verdict, result.Search.States.ToString(CultureInfo.InvariantCulture), string.Join("; ", violated)).TrimEnd();
    }

    private static string Size(Witness witness)
    {
        var operations = witness.CycleStart is { } cycle ? $"{cycle}+{witness.Moves.Count - cycle}" : $"{witness.Moves.Count}";
        return $"{operations}/{witness.Preemptions}/{witness.Interrupts}/{witness.Failures}";
    }
}
