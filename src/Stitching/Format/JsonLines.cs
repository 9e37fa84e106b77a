using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UnwindCheck.Stitching;

/// <summary>Writes objects, one a line, and the fields that several kinds of lines have.</summary>
internal sealed class JsonLines : IDisposable
{
    private readonly Stream stream;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;

    public JsonLines(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        json = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public static void Head(Utf8JsonWriter json, TraceRecord record)
    {
        json.WriteNumber("time", record.Time);
        json.WriteNumber("cpu", record.Cpu);
        if (record is ThreadRecord thread)
        {
            json.WriteNumber("pid", thread.Pid);
            json.WriteNumber("tid", thread.Tid);
        }
    }

    public static void Cookie(Utf8JsonWriter json, ulong? cookie)
    {
        if (cookie is { } value)
        {
            json.WriteString("cookie", Hexadecimal(value));
        }
    }

    public static void Addresses(Utf8JsonWriter json, string name, AddressList addresses)
    {
        json.WriteStartArray(name);
        foreach (var address in addresses)
        {
            json.WriteStringValue(Hexadecimal(address));
        }

        json.WriteEndArray();
    }

    public void Write(Action<Utf8JsonWriter> fields)
    {
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        json.Flush();
        line.Write("\n"u8);
        stream.Write(line.WrittenSpan);
        line.ResetWrittenCount();
        json.Reset();
    }

    public void Dispose() => json.Dispose();

    // As a text: other programs read numbers as doubles, which hold 53 bits.
    private static string Hexadecimal(ulong value) => $"0x{value:x}";
}
