namespace UnwindCheck.Reports;

/// <summary>Text in lines of a width.</summary>
internal static class Wrapping
{
    /// <summary>Breaks a text between words; a word that is longer than a line is broken itself.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Pieces(word, width)))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>The text after a heading, its further lines below its first.</summary>
    public static IEnumerable<string> Hanging(string heading, string text, int width)
    {
        var indent = new string(' ', heading.Length);
        return Lines(text, width - heading.Length).Select((line, index) => (index == 0 ? heading : indent) + line);
    }

    private static IEnumerable<string> Pieces(string word, int width)
    {
        for (var start = 0; start < word.Length; start += width)
        {
            yield return word[start..Math.Min(word.Length, start + width)];
        }
    }
}
