using System.Reflection;

namespace UnwindCheck.Models;

/// <summary>A defect that became known in public, or what looks like one and is none.</summary>
/// <param name="Id">What it is called; several rows may be about one.</param>
/// <param name="What">What it is.</param>
/// <param name="Invariant">The invariant that it breaks.</param>
/// <param name="Scenario">The scenario in which it does.</param>
/// <param name="FoundIn">Designs that have it, perhaps with switches.</param>
/// <param name="AbsentIn">Designs that do not.</param>
/// <param name="Remark">What else there is to say.</param>
public sealed record KnownDefect(string Id, string What, string Invariant, string Scenario, IReadOnlyList<string> FoundIn, IReadOnlyList<string> AbsentIn, string Remark);

/// <summary>The known defects: <c>models/known-defects.tsv</c>.</summary>
public static class KnownDefects
{
    private static readonly Lazy<IReadOnlyList<KnownDefect>> Shipped = new(Load);

    /// <summary>All of them, in the order of the file.</summary>
    public static IReadOnlyList<KnownDefect> All => Shipped.Value;

    private static List<KnownDefect> Load()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("known-defects.tsv")!);
        var defects = new List<KnownDefect>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && !line.StartsWith("id\t", StringComparison.Ordinal) && line.Split('\t') is [var id, var what, var invariant, var scenario, var foundIn, var absentIn, var remark])
            {
                defects.Add(new KnownDefect(id, what, invariant, scenario, Names(foundIn), Names(absentIn), remark));
            }
        }

        return defects;
    }

    private static string[] Names(string field) => field.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
