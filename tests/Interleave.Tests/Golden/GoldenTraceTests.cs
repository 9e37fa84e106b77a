namespace Interleave.Tests.Golden;

/// <summary>The exploration of traces counts what other checkers publish, with nothing redundant where it is optimal. The
/// rows that take longer are run by the benchmarks.</summary>
public sealed class GoldenTraceTests
{
    public static TheoryData<string, string, string, long> Rows => GoldenTable.Rows(GoldenTraces.Knows);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Classes_of_executions(string name, string program, string metric, long expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, GoldenTraces.Count(program, metric));
    }
}
