namespace UnwindCheck.Models.Tests.Verdicts;

/// <summary>The verdicts do not change unnoticed.</summary>
public sealed class VerdictTableTests
{
    [Fact]
    public void The_verdicts_are_those_of_the_table()
    {
        var explored = VerdictTable.Explored();
        if (Environment.GetEnvironmentVariable("UNWINDCHECK_REGENERATE") == "1")
        {
            File.WriteAllText(VerdictTable.Path, string.Join('\n', explored) + "\n");
            Assert.Fail("models/verdicts.tsv was written anew; review the difference and run the tests again without UNWINDCHECK_REGENERATE");
        }

        var table = File.ReadAllLines(VerdictTable.Path);
        var differences = table.Except(explored).Select(static line => "- " + line).Concat(explored.Except(table).Select(static line => "+ " + line)).ToList();
        Assert.True(
            differences.Count == 0,
            "models/verdicts.tsv says otherwise (-) than the search (+); if the change is meant, run UNWINDCHECK_REGENERATE=1 dotnet test tests/UnwindCheck.Models.Tests\n" + string.Join('\n', differences));
        Assert.Equal(explored, table);
    }
}
