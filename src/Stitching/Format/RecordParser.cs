using System.Text.Json;

namespace UnwindCheck.Stitching;

/// <summary>Makes a record of a line.</summary>
internal static class RecordParser
{
    public const string Sample = "sample";
    public const string Callchain = "callchain";
    public const string Fork = "fork";
    public const string Exit = "exit";
    public const string Lost = "lost";

    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="RecordFormatException">It is no record.</exception>
    public static TraceRecord Parse(ReadOnlySpan<byte> json)
    {
        var type = TypeOf(json);
        var fields = new RecordFields(type);
        var reader = Start(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader);
            reader.Read();
            if (!fields.Take(name, ref reader))
            {
                reader.Skip();
            }
        }

        return type switch
        {
            Sample => new SampleRecord(fields.Time, fields.Cpu, fields.Pid, fields.Tid, fields.CookieOrNull, fields.AddressesOrNone("kernel")),
            Callchain => new DeferredCallchainRecord(fields.Time, fields.Cpu, fields.Pid, fields.Tid, fields.Cookie, fields.Addresses("user")),
            Fork => new ForkRecord(fields.Time, fields.Cpu, fields.Pid, fields.Tid),
            Exit => new ExitRecord(fields.Time, fields.Cpu, fields.Pid, fields.Tid),
            _ => new LostRecord(fields.Time, fields.Cpu, fields.Count),
        };
    }

    /// <summary>A text, or an error where its characters are none.</summary>
    public static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new RecordFormatException("a text is not valid UTF-8; expected UTF-8 throughout");
        }
    }

    /// <summary>Reads the whole line once: it is JSON, and it has one type. What the other fields mean depends on that.</summary>
    private static string TypeOf(ReadOnlySpan<byte> json)
    {
        var reader = Start(json);
        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = Text(ref reader) == "type";
            reader.Read();
            if (!isType)
            {
                reader.Skip();
                continue;
            }

            if (type is not null)
            {
                throw RecordFields.Twice("type");
            }

            type = reader.TokenType == JsonTokenType.String ? Text(ref reader) : throw new RecordFormatException($"'type' is no text; expected {Types}");
        }

        // Only blanks may follow; the reader throws on anything else.
        reader.Read();
        return type switch
        {
            null => throw new RecordFormatException($"'type' is missing; expected {Types}"),
            Sample or Callchain or Fork or Exit or Lost => type,
            _ => throw new RecordFormatException($"type '{RecordFields.Shortened(type)}' is not known; expected {Types}"),
        };
    }

    private static string Types => $"one of {Sample}, {Callchain}, {Fork}, {Exit}, {Lost}";

    private static Utf8JsonReader Start(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject ? reader : throw new RecordFormatException("the line is JSON but no object; expected one object a line");
    }
}
