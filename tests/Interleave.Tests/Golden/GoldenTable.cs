namespace Interleave.Tests.Golden;

/// <summary>The rows of <c>golden.tsv</c>: counts that others have found for the same programs.</summary>
internal static class GoldenTable
{
    /// <summary>Name, program and value of each row with a metric.</summary>
    public static TheoryData<string, string, long> Rows(string metric)
    {
        var data = new TheoryData<string, string, long>();
        using var stream = typeof(GoldenTable).Assembly.GetManifestResourceStream("Interleave.Tests.golden.tsv")!;
        using var reader = new StreamReader(stream);
        var header = reader.ReadLine();
        Assert.Equal("name\tprogram\tmetric\tvalue\tsource", header);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            if (columns[2] == metric)
            {
                data.Add(columns[0], columns[1], long.Parse(columns[3], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return data;
    }
}
