using System.Text.Json;

namespace UnwindCheck.Stitching;

/// <summary>Reads records from JSON lines; README.md describes the format.</summary>
public static class RecordReader
{
    /// <summary>Reads records one by one, in the order of their lines.</summary>
    /// <param name="stream">UTF-8; read to its end, not closed.</param>
    /// <param name="file">The name to use in places and messages.</param>
    /// <exception cref="RecordException">A line is no record. Thrown when the line is reached.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static IEnumerable<TraceRecord> Read(Stream stream, string file)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(file);
        return RecordLines.Of(stream, file).Select(line => Parse(line.Line, new RecordPlace(file, line.Number)));
    }

    private static TraceRecord Parse(ReadOnlyMemory<byte> line, RecordPlace place)
    {
        try
        {
            return RecordParser.Parse(line.Span) with { Place = place };
        }
        catch (JsonException exception)
        {
            throw new RecordException($"{place}: no JSON at byte {(exception.BytePositionInLine ?? 0) + 1}; expected one whole object a line: is the file cut short, or of another kind?", exception);
        }
        catch (RecordFormatException exception)
        {
            throw new RecordException($"{place}: {exception.Message}", exception);
        }
    }
}
