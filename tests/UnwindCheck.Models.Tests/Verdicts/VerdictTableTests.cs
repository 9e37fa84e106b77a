namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>The verdicts do not change unnoticed.</summary>
public sealed class VerdictTableTests
{
    /// <summary>Processes that are compiled for debugging are other code: that they have the same states shows in a part of the
    /// table, and all of it takes three times as long as with a release build.</summary>
#if DEBUG
    private const int OneIn = 7;
#else
    private const int OneIn = 1;
#endif

    [Fact]
    public void The_verdicts_are_those_of_the_table()
    {
        if (Environment.GetEnvironmentVariable("UNWINDCHECK_REGENERATE") == "1")
        {
            File.WriteAllText(VerdictTable.Path, string.Join('\n', VerdictTable.Explored(oneIn: 1)) + "\n");
            Assert.Fail("models/verdicts.tsv was written anew; review the difference and run the tests again without UNWINDCHECK_REGENERATE");
        }

        var explored = VerdictTable.Explored(OneIn);
        var table = VerdictTable.Sample(File.ReadAllLines(VerdictTable.Path), OneIn);
        var differences = table.Except(explored).Select(static line => "- " + line).Concat(explored.Except(table).Select(static line => "+ " + line)).ToList();
        Assert.True(
            differences.Count == 0,
            "models/verdicts.tsv says otherwise (-) than the search (+); if the change is meant, run UNWINDCHECK_REGENERATE=1 dotnet test tests/UnwindCheck.Models.Tests\n" + string.Join('\n', differences));
        Assert.Equal(explored, table);
    }
}
