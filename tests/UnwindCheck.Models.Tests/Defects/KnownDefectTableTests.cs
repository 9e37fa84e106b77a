using System.Text;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Defects;

/// <summary>models/known-defects.tsv is what the searches find, and FINDINGS.md has it.</summary>
public sealed class KnownDefectTableTests
{
    private const string Begin = "<!-- models/known-defects.tsv -->";
    private const string End = "<!-- end of models/known-defects.tsv -->";

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, KnownDefects.All.Count)];

    /// <summary>A line with a field too many or too few is not passed over.</summary>
    [Fact]
    public void Every_line_of_the_file_is_a_row() =>
        Assert.Equal(File.ReadLines(Repository.PathOf("models", "known-defects.tsv")).Count(static line => !line.StartsWith('#')) - 1, KnownDefects.All.Count);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_defect_is_found_where_the_table_says_so_and_nowhere_that_it_says_not(int number)
    {
        var row = KnownDefects.All[number];

        Assert.NotEmpty(row.FoundIn.Concat(row.AbsentIn));
        Assert.Contains(row.Invariant, InvariantCatalogue.All.Select(static invariant => invariant.Invariant));
        Assert.All(row.FoundIn, design => Assert.Contains(row.Invariant, Violated(design, row.Scenario)));
        Assert.All(row.AbsentIn, design => Assert.DoesNotContain(row.Invariant, Violated(design, row.Scenario)));
    }

    [Fact]
    public void FINDINGS_has_the_table()
    {
        var path = Repository.PathOf("FINDINGS.md");
        var text = File.ReadAllText(path);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UNWINDCHECK_REGENERATE") == "1")
        {
            File.WriteAllText(path, text[..from] + Markdown() + text[to..]);
            Assert.Fail("the table in FINDINGS.md was written anew; run the tests again without UNWINDCHECK_REGENERATE");
        }

        Assert.True(Markdown() == text[from..to], "FINDINGS.md has another table; run UNWINDCHECK_REGENERATE=1 dotnet test tests/UnwindCheck.Models.Tests");
    }

    private static string Markdown()
    {
        var text = new StringBuilder("\n\n| | what | invariant, scenario | found in | absent in | |\n|---|---|---|---|---|---|\n");
        foreach (var row in KnownDefects.All)
        {
            text.Append($"| {row.Id} | {row.What} | `{row.Invariant}`, `{row.Scenario}` | {string.Join(", ", row.FoundIn)} | {string.Join(", ", row.AbsentIn)} | {row.Remark} |\n");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Verdicts of shipped designs are in models/verdicts.tsv, which another test compares with the search.</summary>
    private static IReadOnlyList<string> Violated(string design, string scenario) =>
        VerdictBaseline.Violated(design, scenario) ?? Shipped.Violated(DesignCatalogue.Find(design)!, Shipped.Scenario(scenario));
}
