using System.Globalization;
using System.Text.Json;

namespace UnwindCheck.Stitching;

/// <summary>The fields of one line, checked against what its type of record has.</summary>
internal sealed class RecordFields(string type)
{
    private const int LongestQuote = 40;

    private readonly Dictionary<string, ulong> numbers = [];
    private readonly Dictionary<string, int> identifiers = [];
    private readonly Dictionary<string, AddressList> addresses = [];
    private readonly HashSet<string> seen = [];

    public ulong Time => Required(numbers, "time");

    public int Cpu => Required(identifiers, "cpu");

    public int Pid => Required(identifiers, "pid");

    public int Tid => Required(identifiers, "tid");

    public ulong Cookie => Required(numbers, "cookie");

    public ulong? CookieOrNull => numbers.TryGetValue("cookie", out var cookie) ? cookie : null;

    public ulong Count => Required(numbers, "count");

    public AddressList Addresses(string name) => Required(addresses, name);

    public AddressList AddressesOrNone(string name) => addresses.GetValueOrDefault(name, AddressList.Empty);

    public static RecordFormatException Twice(string name) => new($"'{name}' stands there twice; expected each field once");

    /// <summary>The beginning of a text that came with the line.</summary>
    public static string Shortened(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";

    /// <summary>Takes the value that the reader stands on. False: the type has no such field, and the value is not read.</summary>
    public bool Take(string name, ref Utf8JsonReader reader)
    {
        var known = (type, name) switch
        {
            (_, "time" or "cpu") => true,
            (not RecordParser.Lost, "pid" or "tid") => true,
            (RecordParser.Sample, "cookie" or "kernel") => true,
            (RecordParser.Callchain, "cookie" or "user") => true,
            (RecordParser.Lost, "count") => true,
            _ => false,
        };
        if (!known)
        {
            return false;
        }

        if (!seen.Add(name))
        {
            throw Twice(name);
        }

        switch (name)
        {
            case "cookie" when type == RecordParser.Sample && reader.TokenType == JsonTokenType.Null:
                break;
            case "time" or "cookie" or "count":
                numbers[name] = Number(name, ref reader);
                break;
            case "kernel" or "user":
                addresses[name] = List(name, ref reader);
                break;
            default:
                identifiers[name] = Identifier(name, lowest: name == "cpu" ? 0 : -1, ref reader);
                break;
        }

        return true;
    }

    private static int Identifier(string name, int lowest, ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= lowest
            ? value
            : throw new RecordFormatException($"'{name}' is {Quoted(ref reader)}; expected a whole number from {lowest} to {int.MaxValue}");

    private static AddressList List(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new RecordFormatException($"'{name}' is {Quoted(ref reader)}; expected a list of addresses");
        }

        var list = new List<ulong>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(Number($"{name}[{list.Count}]", ref reader));
        }

        return AddressList.Of([.. list]);
    }

    /// <summary>64 bits without loss: a JSON number, or a text in decimal or, after 0x, hexadecimal.</summary>
    private static ulong Number(string name, ref Utf8JsonReader reader)
    {
        var valid = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetUInt64(out var number) ? number : (ulong?)null,
            JsonTokenType.String => Parsed(RecordParser.Text(ref reader)),
            _ => null,
        };
        return valid ?? throw new RecordFormatException($"'{name}' is {Quoted(ref reader)}; expected a whole number from 0 to {ulong.MaxValue}, or a text of one, in hexadecimal after 0x");
    }

    private static ulong? Parsed(string text)
    {
        var hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var digits = text.AsSpan(hexadecimal ? 2 : 0);
        return ulong.TryParse(digits, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>The value as it stands there, for a message.</summary>
    private static string Quoted(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => $"'{Shortened(RecordParser.Text(ref reader))}'",
        JsonTokenType.Number => Shortened(System.Text.Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "a list",
        _ => "an object",
    };

    private T Required<T>(Dictionary<string, T> values, string name) =>
        values.TryGetValue(name, out var value) ? value : throw new RecordFormatException($"'{name}' is missing; a {type} needs it");
}
