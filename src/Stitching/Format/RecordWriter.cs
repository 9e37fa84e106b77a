using System.Text.Json;

namespace UnwindCheck.Stitching;

/// <summary>Writes records as JSON lines; README.md describes the format.</summary>
public static class RecordWriter
{
    /// <summary>Writes records, one a line.</summary>
    /// <param name="stream">Written to, not closed.</param>
    /// <param name="records">The records.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Write(Stream stream, IEnumerable<TraceRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        using var lines = new JsonLines(stream);
        foreach (var record in records)
        {
            lines.Write(json => Write(json, record));
        }
    }

    private static void Write(Utf8JsonWriter json, TraceRecord record)
    {
        json.WriteString("type", record switch
        {
            SampleRecord => RecordParser.Sample,
            DeferredCallchainRecord => RecordParser.Callchain,
            ForkRecord => RecordParser.Fork,
            ExitRecord => RecordParser.Exit,
            LostRecord => RecordParser.Lost,
            _ => throw new ArgumentException($"a {record.GetType().Name} has no form as a line", nameof(record)),
        });
        JsonLines.Head(json, record);
        switch (record)
        {
            case SampleRecord sample:
                JsonLines.Cookie(json, sample.Cookie);
                JsonLines.Addresses(json, "kernel", sample.Kernel);
                break;
            case DeferredCallchainRecord callchain:
                JsonLines.Cookie(json, callchain.Cookie);
                JsonLines.Addresses(json, "user", callchain.User);
                break;
            case LostRecord lost:
                json.WriteNumber("count", lost.Count);
                break;
            default:
                break;
        }
    }
}
