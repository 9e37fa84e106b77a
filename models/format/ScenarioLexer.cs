namespace UnwindCheck.Models.Format;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    Word,
    Text,
    Symbol,
    End,
}

/// <summary>A token with its place.</summary>
internal readonly record struct Token(TokenKind Kind, string Value, Position Position)
{
    public string Display => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Text => $"\"{Value}\"",
        _ => $"'{Value}'",
    };
}

/// <summary>Cuts a scenario into words, quoted texts and the symbols <c>{ } ; ,</c>. <c>#</c> begins a comment.</summary>
internal static class ScenarioLexer
{
    public static List<Token> Tokens(string file, string source)
    {
        var tokens = new List<Token>();
        var line = 1;
        var start = 0;
        for (var i = 0; i < source.Length;)
        {
            var position = new Position(line, i - start + 1);
            var c = source[i];
            if (c == '\n')
            {
                line++;
                start = ++i;
            }
            else if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '#')
            {
                i = EndOfLine(source, i);
            }
            else if (c is '{' or '}' or ';' or ',')
            {
                tokens.Add(new Token(TokenKind.Symbol, c.ToString(), position));
                i++;
            }
            else if (c == '"')
            {
                var end = source.IndexOf('"', i + 1);
                if (end < 0 || end > EndOfLine(source, i))
                {
                    throw new ScenarioException(file, position, "a text that begins with \" must end with \" on the same line");
                }

                tokens.Add(new Token(TokenKind.Text, source[(i + 1)..end], position));
                i = end + 1;
            }
            else if (IsWordCharacter(c))
            {
                var end = i;
                while (end < source.Length && IsWordCharacter(source[end]))
                {
                    end++;
                }

                tokens.Add(new Token(TokenKind.Word, source[i..end], position));
                i = end;
            }
            else
            {
                throw new ScenarioException(file, position, $"'{c}' has no meaning here; names are made of letters, digits, '-', '_' and '.'");
            }
        }

        tokens.Add(new Token(TokenKind.End, "", new Position(line, source.Length - start + 1)));
        return tokens;
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static int EndOfLine(string source, int from)
    {
        var end = source.IndexOf('\n', from);
        return end < 0 ? source.Length : end;
    }
}
