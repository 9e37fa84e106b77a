using System.Text;

namespace UnwindCheck.Stitching.Tests.Support;

/// <summary>Records as text and back.</summary>
internal static class Lines
{
    public const string File = "cpu0.jsonl";

    public static IReadOnlyList<TraceRecord> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static IReadOnlyList<TraceRecord> Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return [.. RecordReader.Read(stream, File)];
    }

    /// <summary>What is read, without the places.</summary>
    public static IReadOnlyList<TraceRecord> Records(string text) => [.. Read(text).Select(record => record with { Place = null })];

    /// <summary>The message about a text that is no file of records.</summary>
    public static string Error(string text) => Error(Encoding.UTF8.GetBytes(text));

    /// <summary>The message about bytes that are no file of records.</summary>
    public static string Error(byte[] bytes) => Assert.Throws<RecordException>(() => Read(bytes)).Message;

    public static string Write(params IEnumerable<TraceRecord> records)
    {
        using var stream = new MemoryStream();
        RecordWriter.Write(stream, records);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
