using System.Text;
using UnwindCheck.Stitching.Tests.Support;

namespace UnwindCheck.Stitching.Tests.Format;

/// <summary>Lines that are no records: one message with the place, what is wrong, and what was expected.</summary>
public sealed class MalformedLineTests
{
    private const string Sample = """{"type":"sample","time":1,"cpu":0,"pid":2,"tid":3,"cookie":"0x5","kernel":["0x1"]}""";

    private const string Callchain = """{"type":"callchain","time":1,"cpu":0,"pid":2,"tid":3,"cookie":"0x5","user":["0x1"]}""";

    [Theory]
    [InlineData("nonsense", "no JSON at byte 2; expected one whole object a line")]
    [InlineData("""{"type":"sample","time":1,"cpu":0,"pi""", "no JSON at byte 38; expected one whole object a line: is the file cut short")]
    [InlineData("""{"type":"sample","time":1,"cpu":0,"pid":2,"tid":3,"kernel":["0x1" """, "no JSON at byte 66")]
    [InlineData("""{"type":"lost","time":1,"cpu":0,"count":1}}""", "no JSON at byte 43")]
    [InlineData("""{"type":"lost","time":1,"cpu":0,"count":1} {"type":"lost"}""", "no JSON at byte 44")]
    [InlineData("""{"type":"lost","time":1,"cpu":0,"count":1,}""", "no JSON at byte 43")]
    [InlineData("""{"type":"lost","time":NaN,"cpu":0,"count":1}""", "no JSON at byte 23")]
    [InlineData("""{"type":"lost","time":Infinity,"cpu":0,"count":1}""", "no JSON at byte 23")]
    [InlineData("""{"type":"lost","time":0x10,"cpu":0,"count":1}""", "no JSON at byte 24")]
    [InlineData("""{"type":"lost","time":01,"cpu":0,"count":1}""", "no JSON at byte 24")]
    [InlineData("""{'type':'lost'}""", "no JSON at byte 2")]
    [InlineData("[]", "the line is JSON but no object; expected one object a line")]
    [InlineData("null", "the line is JSON but no object; expected one object a line")]
    [InlineData("17", "the line is JSON but no object; expected one object a line")]
    [InlineData("{}", "'type' is missing; expected one of sample, callchain, fork, exit, lost")]
    [InlineData("""{"Type":"sample"}""", "'type' is missing; expected one of sample, callchain, fork, exit, lost")]
    [InlineData("""{"type":7}""", "'type' is no text; expected one of")]
    [InlineData("""{"type":null}""", "'type' is no text; expected one of")]
    [InlineData("""{"type":["sample"]}""", "'type' is no text; expected one of")]
    [InlineData("""{"type":"mmap"}""", "type 'mmap' is not known; expected one of sample, callchain, fork, exit, lost")]
    [InlineData("""{"type":"Sample"}""", "type 'Sample' is not known; expected one of")]
    [InlineData("""{"type":"sample","type":"sample"}""", "'type' stands there twice; expected each field once")]
    [InlineData("""{"type":"sample","t\u0079pe":"lost"}""", "'type' stands there twice; expected each field once")]
    public void It_is_no_record(string line, string message) => Assert.StartsWith($"{Lines.File}:1: {message}", Lines.Error(line), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"time\":1", "\"time\":-1", "'time' is -1; expected a whole number from 0 to 18446744073709551615, or a text of one, in hexadecimal after 0x")]
    [InlineData("\"time\":1", "\"time\":18446744073709551616", "'time' is 18446744073709551616; expected")]
    [InlineData("\"time\":1", "\"time\":1e3", "'time' is 1e3; expected")]
    [InlineData("\"time\":1", "\"time\":1.0", "'time' is 1.0; expected")]
    [InlineData("\"time\":1", "\"time\":1e999", "'time' is 1e999; expected")]
    [InlineData("\"time\":1", "\"time\":null", "'time' is null; expected")]
    [InlineData("\"time\":1", "\"time\":true", "'time' is true; expected")]
    [InlineData("\"time\":1", "\"time\":\"NaN\"", "'time' is 'NaN'; expected")]
    [InlineData("\"time\":1", "\"time\":{\"a\":1}", "'time' is an object; expected")]
    [InlineData("\"time\":1", "\"time\":1,\"time\":1", "'time' stands there twice; expected each field once")]
    [InlineData("\"time\":1,", "", "'time' is missing; a sample needs it")]
    [InlineData("\"cpu\":0", "\"cpu\":-1", "'cpu' is -1; expected a whole number from 0 to 2147483647")]
    [InlineData("\"cpu\":0", "\"cpu\":\"0\"", "'cpu' is '0'; expected a whole number from 0 to 2147483647")]
    [InlineData("\"cpu\":0", "\"cpu\":2147483648", "'cpu' is 2147483648; expected")]
    [InlineData("\"cpu\":0,", "", "'cpu' is missing; a sample needs it")]
    [InlineData("\"pid\":2", "\"pid\":-2", "'pid' is -2; expected a whole number from -1 to 2147483647")]
    [InlineData("\"pid\":2,", "", "'pid' is missing; a sample needs it")]
    [InlineData("\"tid\":3", "\"tid\":3.5", "'tid' is 3.5; expected a whole number from -1 to 2147483647")]
    [InlineData("\"tid\":3,", "", "'tid' is missing; a sample needs it")]
    [InlineData("\"0x5\"", "\"\"", "'cookie' is ''; expected")]
    [InlineData("\"0x5\"", "\"0x\"", "'cookie' is '0x'; expected")]
    [InlineData("\"0x5\"", "\"0xg\"", "'cookie' is '0xg'; expected")]
    [InlineData("\"0x5\"", "\"5h\"", "'cookie' is '5h'; expected")]
    [InlineData("\"0x5\"", "\" 5\"", "'cookie' is ' 5'; expected")]
    [InlineData("\"0x5\"", "\"+5\"", "'cookie' is '+5'; expected")]
    [InlineData("\"0x5\"", "\"-0x5\"", "'cookie' is '-0x5'; expected")]
    [InlineData("\"0x5\"", "\"0x10000000000000000\"", "'cookie' is '0x10000000000000000'; expected")]
    [InlineData("\"0x5\"", "[5]", "'cookie' is a list; expected")]
    [InlineData("[\"0x1\"]", "\"0x1\"", "'kernel' is '0x1'; expected a list of addresses")]
    [InlineData("[\"0x1\"]", "null", "'kernel' is null; expected a list of addresses")]
    [InlineData("[\"0x1\"]", "[1,[2]]", "'kernel[1]' is a list; expected a whole number")]
    [InlineData("[\"0x1\"]", "[null]", "'kernel[0]' is null; expected a whole number")]
    [InlineData("[\"0x1\"]", "[],\"kernel\":[]", "'kernel' stands there twice")]
    public void A_field_of_a_sample_is_wrong(string field, string instead, string message) =>
        Assert.StartsWith($"{Lines.File}:2: {message}", Lines.Error($"{Sample}\n{Sample.Replace(field, instead, StringComparison.Ordinal)}\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"cookie\":\"0x5\",", "", "'cookie' is missing; a callchain needs it")]
    [InlineData("\"0x5\"", "null", "'cookie' is null; expected a whole number")]
    [InlineData(",\"user\":[\"0x1\"]", "", "'user' is missing; a callchain needs it")]
    [InlineData("[\"0x1\"]", "{}", "'user' is an object; expected a list of addresses")]
    public void A_field_of_a_callchain_is_wrong(string field, string instead, string message) =>
        Assert.StartsWith($"{Lines.File}:1: {message}", Lines.Error(Callchain.Replace(field, instead, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Every_cut_of_a_line_is_an_error()
    {
        foreach (var line in new[] { Sample, Callchain })
        {
            Assert.All(Enumerable.Range(1, line.Length - 1), length => Assert.StartsWith($"{Lines.File}:2: ", Lines.Error($"{line}\n{line[..length]}"), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_change_of_a_byte_is_an_error_with_its_place_or_a_record()
    {
        var bytes = Encoding.UTF8.GetBytes(Sample);
        for (var index = 0; index < bytes.Length; index++)
        {
            foreach (var value in "\0\t\"0,-9[]{}\\e\u007f"u8.ToArray().Concat(new byte[] { 0x80, 0xC3, 0xFF }))
            {
                var changed = bytes.ToArray();
                changed[index] = value;
                try
                {
                    Assert.Single(Lines.Read(changed));
                }
                catch (RecordException exception)
                {
                    Assert.StartsWith($"{Lines.File}:1: ", exception.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void Bytes_that_are_no_text_are_an_error() =>
        Assert.Equal($"{Lines.File}:1: a text is not valid UTF-8; expected UTF-8 throughout", Lines.Error([.. "{\"type\":\"sam"u8, 0xFF, .. "ple\"}"u8]));

    [Fact]
    public void Half_a_surrogate_is_an_error() => Assert.Contains("a text is not valid UTF-8", Lines.Error("""{"type":"\ud800"}"""), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_an_error() => Assert.StartsWith($"{Lines.File}:1: no JSON", Lines.Error("{\"x\":" + new string('[', 100_000)), StringComparison.Ordinal);

    [Fact]
    public void A_file_of_another_encoding_is_an_error() => Assert.StartsWith($"{Lines.File}:1: ", Lines.Error(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Sample)).ToArray()), StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_belongs_to_the_start_of_the_file_only() =>
        Assert.StartsWith($"{Lines.File}:2: no JSON at byte 1;", Lines.Error($"\uFEFF{Sample}\n\uFEFF{Sample}\n"), StringComparison.Ordinal);

    [Fact]
    public void A_long_value_is_quoted_in_part() =>
        Assert.StartsWith($"{Lines.File}:1: type '{new string('x', 40)}…' is not known", Lines.Error($$"""{"type":"{{new string('x', 10_000)}}"}"""), StringComparison.Ordinal);

    [Fact]
    public void What_comes_before_a_bad_line_is_read()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"{Sample}\n{Callchain}\nnonsense\n"));
        Assert.Equal(2, RecordReader.Read(stream, Lines.File).Take(2).Count());
    }
}
