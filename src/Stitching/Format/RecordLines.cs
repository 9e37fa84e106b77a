namespace UnwindCheck.Stitching;

/// <summary>Cuts a stream into lines of bytes, and never holds more of it than one line.</summary>
internal static class RecordLines
{
    /// <summary>The longest line in bytes. A record with the longest stack that perf_event_max_stack allows is far shorter;
    /// what is longer is no file of records.</summary>
    public const int MaxLength = 1 << 20;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The lines with their numbers, from 1, without line ends (LF or CR LF), byte order mark and blank lines.</summary>
    /// <exception cref="RecordException">A line is too long.</exception>
    public static IEnumerable<(long Number, ReadOnlyMemory<byte> Line)> Of(Stream stream, string file)
    {
        var buffer = new byte[MaxLength + 1];
        var filled = 0;
        long number = 0;
        for (var ended = false; !ended;)
        {
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            ended = read == 0;
            filled += read;
            var start = 0;
            while (start < filled)
            {
                var length = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n');
                if (length < 0 && !ended)
                {
                    break;
                }

                length = length < 0 ? filled - start : length;
                number++;
                if (Content(buffer.AsMemory(start, length), number) is { IsEmpty: false } line)
                {
                    yield return (number, line);
                }

                start = Math.Min(filled, start + length + 1);
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
            {
                throw new RecordException($"{file}:{number + 1}: the line is longer than {MaxLength} bytes; expected one record a line");
            }
        }
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> line, long number)
    {
        var withoutMark = number == 1 && line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
        return withoutMark.Trim(" \t\r"u8);
    }
}
