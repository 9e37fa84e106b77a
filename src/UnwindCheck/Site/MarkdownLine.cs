using System.Text;
using System.Text.RegularExpressions;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>Turns a paragraph, a cell or a heading of Markdown into HTML: code, links, strong and emphasised text.</summary>
/// <param name="addressOfCode">Where code leads to, such as the name of a scenario or a command; null: nowhere.</param>
/// <param name="addressOf">Where a link leads to in this site; null: nowhere, and its text is shown.</param>
internal sealed partial class MarkdownLine(Func<string, string?> addressOfCode, Func<string, string?> addressOf)
{
    /// <summary>Text as HTML.</summary>
    public string Of(string markdown)
    {
        var html = new StringBuilder();
        var from = 0;
        foreach (Match match in Piece().Matches(markdown))
        {
            html.Append(Html(markdown[from..match.Index])).Append(Element(match));
            from = match.Index + match.Length;
        }

        return html.Append(Html(markdown[from..])).ToString();
    }

    private string Element(Match match)
    {
        if (match.Groups["code"] is { Success: true } code)
        {
            // Code may go on in the next line of its paragraph.
            var text = code.Value.Replace('\n', ' ');
            var element = $"<code>{Html(text)}</code>";
            return addressOfCode(text) is { } address ? $"<a href=\"{Html(address)}\">{element}</a>" : element;
        }

        if (match.Groups["link"] is { Success: true } link)
        {
            var text = Of(link.Value);
            return addressOf(match.Groups["to"].Value) is { } address ? $"<a href=\"{Html(address)}\">{text}</a>" : text;
        }

        return match.Groups["strong"] is { Success: true } strong ? $"<strong>{Of(strong.Value)}</strong>"
            : match.Groups["emphasised"] is { Success: true } emphasised ? $"<em>{Of(emphasised.Value)}</em>"
            : match.Groups["escaped"] is { Success: true } escaped ? Html(escaped.Value)

            // A character that was written as an entity is one in HTML too.
            : match.Value;
    }

    [GeneratedRegex("""
        `(?<code>[^`]+)`
        | \\(?<escaped>[\\`*_|<>\[\]])
        | \[(?<link>[^\[\]]+)\]\((?<to>[^()\s]+)\)
        | \*\*(?<strong>[^*]+)\*\*
        | (?<![\w*])\*(?<emphasised>[^*\s][^*]*)\*(?!\w)
        | &(lt|gt|amp|quot);
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 10_000)]
    private static partial Regex Piece();
}
