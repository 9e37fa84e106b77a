using System.Text;
using UnwindCheck.Stitching.Tests.Support;

namespace UnwindCheck.Stitching.Tests.Format;

/// <summary>The example that README.md gives is what comes out.</summary>
public sealed class StitchedWriterTests
{
    [Fact]
    public void The_example_of_the_README_is_stitched_as_it_says()
    {
        var blocks = Readme().Split("```json\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.Equal(2, blocks.Count);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(blocks[0]));
        var records = RecordReader.Read(input, "example.jsonl").ToList();
        Assert.Equal(blocks[0], Lines.Write(records));

        using var output = new MemoryStream();
        StitchedWriter.Write(output, Stitcher.Stitch(new BothWaysRule<SampleRecord, DeferredCallchainRecord>(), StreamMerge.ByTime([records]).Records));
        Assert.Equal(blocks[1], Encoding.UTF8.GetString(output.ToArray()));
    }

    private static string Readme()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Directory.Packages.props")))
        {
            directory = directory.Parent;
        }

        Assert.NotNull(directory);
        return File.ReadAllText(Path.Combine(directory.FullName, "src/Stitching/README.md"));
    }
}
