namespace Interleave.Tests.Golden;

/// <summary>The rows of <c>golden.tsv</c>: counts that others have found for the same programs.</summary>
internal static class GoldenTable
{
    /// <summary>Name, program and value of each row with a metric.</summary>
    public static TheoryData<string, string, long> Rows(string metric)
    {
        var data = new TheoryData<string, string, long>();
        foreach (var (name, program, _, value) in All().Where(row => row.Metric == metric))
        {
            data.Add(name, program, value);
        }

        return data;
    }

    /// <summary>Name, program, metric and value of each row with a metric that is asked for.</summary>
    public static TheoryData<string, string, string, long> Rows(Predicate<string> metric)
    {
        var data = new TheoryData<string, string, string, long>();
        foreach (var (name, program, kind, value) in All().Where(row => metric(row.Metric)))
        {
            data.Add(name, program, kind, value);
        }

        return data;
    }

    private static IEnumerable<(string Name, string Program, string Metric, long Value)> All()
    {
        using var stream = typeof(GoldenTable).Assembly.GetManifestResourceStream("Interleave.Tests.golden.tsv")!;
        using var reader = new StreamReader(stream);
        var header = reader.ReadLine();
        Assert.Equal("name\tprogram\tmetric\tvalue\tsource", header);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            yield return (columns[0], columns[1], columns[2], long.Parse(columns[3], System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
