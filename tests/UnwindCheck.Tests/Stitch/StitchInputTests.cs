using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Stitch;

/// <summary>What <c>stitch</c> refuses, with one message and nothing written.</summary>
public sealed class StitchInputTests : ProgramTest
{
    private const string Good = """{"type":"sample","time":10,"cpu":0,"pid":1,"tid":1,"cookie":"0x5","kernel":["0xf0"]}""";

    [Theory]
    [InlineData("""{"type":"sample","time":10,"cpu":""", "no JSON at byte ")]
    [InlineData("""{"type":"mmap","time":10,"cpu":0}""", "type 'mmap' is not known; expected one of sample, callchain, fork, exit, lost")]
    [InlineData("""{"type":"lost","time":-5,"cpu":0,"count":1}""", "'time' is -5; expected a whole number from 0 to 18446744073709551615")]
    public async Task A_bad_line_leaves_the_output_as_it_was(string line, string message)
    {
        Here.Write("a.jsonl", $"{Good}\n{line}\n");
        Here.Write("out.jsonl", "precious");
        (await Run("stitch a.jsonl --output out.jsonl")).Refused($"a.jsonl:2: {message}");
        (await Run("stitch a.jsonl")).Refused($"a.jsonl:2: {message}");
        Assert.Equal("precious", Here.Read("out.jsonl"));
        Assert.Equal(["a.jsonl", "out.jsonl"], Here.Entries);
    }

    [Fact]
    public async Task A_file_that_does_not_exist_is_refused() => (await Run("stitch nowhere.jsonl")).Refused("nowhere.jsonl:1:1: cannot be read as a file of records: ");

    [Fact]
    public async Task A_directory_is_refused() => (await Run("stitch .")).Refused(".:1:1: cannot be read as a file of records: ");

    [Fact]
    public async Task A_file_of_another_kind_is_refused()
    {
        await File.WriteAllBytesAsync(Here.PathOf("perf.data"), [.. "PERFILE2"u8, 0, 0xFF, .. new byte[4096]], TestContext.Current.CancellationToken);
        (await Run("stitch perf.data")).Refused("perf.data:1: no JSON at byte 1; expected one whole object a line: is the file cut short, or of another kind?");
    }

    [Fact]
    public async Task Endless_input_without_lines_is_refused() => (await Run("stitch /dev/zero")).Refused("/dev/zero:1: the line is longer than 1048576 bytes");

    [Fact]
    public async Task An_output_that_cannot_be_written_is_refused()
    {
        Here.Write("a.jsonl", Good);
        (await Run("stitch a.jsonl --output nowhere/out.jsonl")).Refused("nowhere/out.jsonl:1:1: cannot be written: ");
        (await Run("stitch a.jsonl --output /dev/full")).Refused("/dev/full:1:1: cannot be written: ");
    }

    [Theory]
    [InlineData("stitch", "'stitch'; see 'unwindcheck stitch --help'")]
    [InlineData("stitch a.jsonl --rule backward", "--rule backward: expected forward or both; see 'unwindcheck stitch --help'")]
    [InlineData("stitch a.jsonl --rule", "'--rule'; see 'unwindcheck stitch --help'")]
    [InlineData("stitch a.jsonl --ouptut b", "'--ouptut' is no option; a file of that name is ./--ouptut; see 'unwindcheck stitch --help'")]
    [InlineData("stitch a.jsonl b.jsonl a.jsonl", "'a.jsonl' is given twice: its samples would be counted twice; give each file once")]
    [InlineData("stitch - -", "'-' is given twice")]
    public async Task A_command_line_that_cannot_be_understood_is_refused(string commandLine, string message)
    {
        (await Run(commandLine)).Refused(message);
        Assert.Empty(Here.Entries);
    }
}
