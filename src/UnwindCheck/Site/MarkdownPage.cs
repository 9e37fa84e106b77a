using System.Text;
using System.Text.RegularExpressions;

namespace UnwindCheck.Site;

/// <summary>Turns this project's documents into HTML: headings, paragraphs, flat lists, quotations, tables, blocks of text, and what
/// <see cref="MarkdownLine"/> knows. Whatever else a document has is shown as it is written.</summary>
internal sealed partial class MarkdownPage
{
    private readonly StringBuilder html = new();
    private readonly MarkdownLine inline;
    private readonly string[] lines;
    private int next;

    private MarkdownPage(string markdown, MarkdownLine inline)
    {
        lines = markdown.Split('\n');
        this.inline = inline;
    }

    /// <summary>A document as HTML.</summary>
    /// <param name="markdown">The document.</param>
    /// <param name="inline">What turns its lines into HTML.</param>
    public static string Of(string markdown, MarkdownLine inline)
    {
        var page = new MarkdownPage(markdown, inline);
        while (page.next < page.lines.Length)
        {
            page.Block();
        }

        return page.html.ToString();
    }

    /// <summary>The anchor of a heading, as GitHub makes it.</summary>
    public static string AnchorOf(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private void Block()
    {
        var line = lines[next];
        if (line.Length == 0 || Comment().IsMatch(line))
        {
            next++;
        }
        else if (Details().IsMatch(line))
        {
            // The only HTML that is taken for HTML.
            html.Append(line).Append('\n');
            next++;
        }
        else if (Heading().Match(line) is { Success: true } heading)
        {
            var level = heading.Groups["level"].Length;
            var text = heading.Groups["text"].Value;
            html.Append($"<h{level} id=\"{AnchorOf(text)}\">{inline.Of(text)}</h{level}>\n");
            next++;
        }
        else if (line.StartsWith("```", StringComparison.Ordinal))
        {
            next++;
            html.Append($"<pre>{Page.PageTemplate.Html(string.Join('\n', Take(text => !text.StartsWith("```", StringComparison.Ordinal))))}</pre>\n");
            next++;
        }
        else if (line.StartsWith('|'))
        {
            Table(Take(text => text.StartsWith('|')));
        }
        else if (line.StartsWith("> ", StringComparison.Ordinal))
        {
            html.Append($"<blockquote><p>{inline.Of(string.Join('\n', Take(text => text.StartsWith('>')).Select(text => text[1..].TrimStart())))}</p></blockquote>\n");
        }
        else if (line.StartsWith("- ", StringComparison.Ordinal))
        {
            List(Take(text => text.StartsWith("- ", StringComparison.Ordinal) || text.StartsWith("  ", StringComparison.Ordinal)));
        }
        else
        {
            html.Append($"<p>{inline.Of(string.Join('\n', Take(text => text.Length > 0 && !IsBlockStart(text))))}</p>\n");
        }
    }

    /// <summary>Lines from here on, one at least, as long as they are of a kind.</summary>
    private List<string> Take(Func<string, bool> wanted)
    {
        var taken = new List<string>();
        while (next < lines.Length && wanted(lines[next]))
        {
            taken.Add(lines[next++]);
        }

        return taken;
    }

    private static bool IsBlockStart(string line) => Heading().IsMatch(line) || Details().IsMatch(line) || line.StartsWith("```", StringComparison.Ordinal);

    private void List(List<string> items)
    {
        html.Append("<ul>\n");
        for (var i = 0; i < items.Count;)
        {
            var item = new List<string> { items[i++][2..] };
            while (i < items.Count && !items[i].StartsWith("- ", StringComparison.Ordinal))
            {
                item.Add(items[i++].Trim());
            }

            html.Append($"<li>{inline.Of(string.Join('\n', item))}</li>\n");
        }

        html.Append("</ul>\n");
    }

    private void Table(List<string> rows)
    {
        html.Append("<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead><tr>");
        html.Append(string.Concat(Cells(rows[0]).Select(cell => $"<th scope=\"col\">{inline.Of(cell)}</th>"))).Append("</tr></thead>\n<tbody>\n");

        // The second row is the rule below the head.
        foreach (var row in rows.Skip(2))
        {
            html.Append("<tr>").Append(string.Concat(Cells(row).Select(cell => $"<td>{inline.Of(cell)}</td>"))).Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static IEnumerable<string> Cells(string row) => Bar().Split(row.Trim())[1..^1].Select(cell => cell.Trim());

    [GeneratedRegex(@"^(?<level>#{1,4}) (?<text>.+)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(<details>(<summary>[^<>]*</summary>)?|</details>)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Details();

    [GeneratedRegex("^<!--.*-->$", RegexOptions.None, 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, 10_000)]
    private static partial Regex Bar();

    [GeneratedRegex(@"[^\p{L}\p{Nd} _-]", RegexOptions.None, 10_000)]
    private static partial Regex NotInAnchor();
}
