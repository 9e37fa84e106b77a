using System.Text;
using UnwindCheck.Stitching.Tests.Support;

namespace UnwindCheck.Stitching.Tests.Format;

/// <summary>What is written can be read.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Records_come_back_as_they_were_written()
    {
        for (ulong seed = 0; seed < 2000; seed++)
        {
            var records = Generator.Records(seed);
            Assert.Equal(records, Lines.Records(Lines.Write(records)));
        }
    }

    [Fact]
    public void Cookies_and_addresses_are_written_so_that_no_reader_loses_bits() => Assert.Equal(
        """
        {"type":"sample","time":1,"cpu":2,"pid":3,"tid":-1,"cookie":"0xffffffffffffffff","kernel":["0xfffffffffffffffe","0x0"]}
        {"type":"sample","time":1,"cpu":2,"pid":3,"tid":4,"kernel":[]}
        {"type":"callchain","time":18446744073709551615,"cpu":0,"pid":3,"tid":4,"cookie":"0x0","user":["0x20000000000001"]}
        {"type":"fork","time":1,"cpu":2,"pid":3,"tid":4}
        {"type":"exit","time":1,"cpu":2,"pid":3,"tid":4}
        {"type":"lost","time":1,"cpu":2,"count":5}

        """,
        Lines.Write(
            new SampleRecord(1, 2, 3, -1, ulong.MaxValue, [ulong.MaxValue - 1, 0]),
            new SampleRecord(1, 2, 3, 4, null, []),
            new DeferredCallchainRecord(ulong.MaxValue, 0, 3, 4, 0, [0x20000000000001]),
            new ForkRecord(1, 2, 3, 4),
            new ExitRecord(1, 2, 3, 4),
            new LostRecord(1, 2, 5)));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("\"9007199254740993\"")]
    [InlineData("\"0x20000000000001\"")]
    [InlineData("\"0X20000000000001\"")]
    [InlineData("\"0x0000000000000000000020000000000001\"")]
    public void A_cookie_may_be_a_number_or_a_text_in_either_base(string cookie) =>
        Assert.Equal([new DeferredCallchainRecord(1, 0, 2, 3, 9007199254740993, [9007199254740993])],
            Lines.Records($$"""{"type":"callchain","time":1,"cpu":0,"pid":2,"tid":3,"cookie":{{cookie}},"user":[{{cookie}}]}"""));

    [Theory]
    [InlineData("""{"cookie":null,"type":"sample","tid":3,"pid":2,"cpu":0,"time":1}""")]
    [InlineData("""{"type":"sample","time":"0x1","cpu":0,"pid":2,"tid":3,"kernel":[]}""")]
    [InlineData(""" { "ty\u0070e" : "sample" , "time" : 1 , "cpu" : 0 , "pid" : 2 , "tid" : 3 } """)]
    [InlineData("""{"type":"sample","time":1,"cpu":0,"pid":2,"tid":3,"comm":"sh","comm":{"time":[1,{"type":"lost"}]},"user":"root","count":-1}""")]
    public void Order_blanks_and_unknown_fields_do_not_matter(string line) => Assert.Equal([new SampleRecord(1, 0, 2, 3, null, [])], Lines.Records(line));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n \n\t\r\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\n")]
    public void A_file_without_records_has_none(string text) => Assert.Empty(Lines.Read(text));

    [Theory]
    [InlineData("L1\nL2\n")]
    [InlineData("L1\r\nL2\r\n")]
    [InlineData("L1\nL2")]
    [InlineData("L1\r\nL2\r")]
    [InlineData("\uFEFFL1\nL2\n")]
    [InlineData("  L1  \n\tL2\t")]
    public void Lines_may_end_in_either_way_and_the_file_may_start_with_a_byte_order_mark(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text
            .Replace("L1", """{"type":"lost","time":1,"cpu":0,"count":1}""", StringComparison.Ordinal)
            .Replace("L2", """{"type":"lost","time":2,"cpu":0,"count":2}""", StringComparison.Ordinal));
        TraceRecord[] expected = [new LostRecord(1, 0, 1) { Place = new(Lines.File, 1) }, new LostRecord(2, 0, 2) { Place = new(Lines.File, 2) }];
        Assert.Equal(expected, Lines.Read(bytes));
        using var slow = new Slowly(bytes);
        Assert.Equal(expected, RecordReader.Read(slow, Lines.File));
    }

    [Fact]
    public void Blank_lines_count_as_lines() =>
        Assert.Equal([new RecordPlace(Lines.File, 3)], Lines.Read("\n \n{\"type\":\"lost\",\"time\":1,\"cpu\":0,\"count\":1}\n").Select(record => record.Place));

    [Fact]
    public void A_line_may_have_a_mebibyte()
    {
        const string Start = """{"type":"lost","time":1,"cpu":0,"count":1,"x":" """;
        var line = Start + new string('x', (1 << 20) - Start.Length - 2) + "\"}";
        Assert.Equal(1 << 20, line.Length);
        Assert.Equal(3, Lines.Read($"{line}\n{line}\n{line}").Count);
        Assert.Equal($"{Lines.File}:2: the line is longer than 1048576 bytes; expected one record a line", Lines.Error($"{line}\n {line}\n"));
    }
}
