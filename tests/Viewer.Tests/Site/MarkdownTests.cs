using System.Text.RegularExpressions;
using UnwindCheck.Site;
using Viewer.Tests.Support;

namespace Viewer.Tests.Site;

/// <summary>The documents of this project become HTML.</summary>
public sealed class MarkdownTests(SmallSite site)
{
    [Theory]
    [InlineData("a `<b>` b", "<p>a <code>&lt;b&gt;</code> b</p>")]
    [InlineData("**a `b`** *c*", "<p><strong>a <code>b</code></strong> <em>c</em></p>")]
    [InlineData("2 * 3 * 4, NR_CPUS, get\\_cookie(), \\*x", "<p>2 * 3 * 4, NR_CPUS, get_cookie(), *x</p>")]
    [InlineData("`unwind\nall`", "<p><code>unwind all</code></p>")]
    [InlineData("[there](#here) and [PATCH v4] and [away](https://example.org)", "<p><a href=\"#here\">there</a> and [PATCH v4] and away</p>")]
    [InlineData("1UL &lt;&lt; 48 & <script>alert(1)</script>", "<p>1UL &lt;&lt; 48 &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>")]
    [InlineData("> quoted\n> text", "<blockquote><p>quoted\ntext</p></blockquote>")]
    [InlineData("- one\n  more\n- two", "<ul>\n<li>one\nmore</li>\n<li>two</li>\n</ul>")]
    [InlineData("```\na *b* <c>\n```", "<pre>a *b* &lt;c&gt;</pre>")]
    [InlineData("## Called `again`, twice", "<h2 id=\"called-again-twice\">Called <code>again</code>, twice</h2>")]
    public void Markdown_becomes_HTML(string markdown, string html) =>
        Assert.Equal(html, MarkdownPage.Of(markdown, new MarkdownLine(_ => null, link => link.StartsWith('#') ? link : null)).TrimEnd());

    [Fact]
    public void A_table_has_its_cells()
    {
        var html = MarkdownPage.Of("| a | b |\n|---|---|\n| `c` | d \\| e |", new MarkdownLine(_ => null, _ => null));
        Assert.Contains("<th scope=\"col\">a</th><th scope=\"col\">b</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td><code>c</code></td><td>d | e</td>", html, StringComparison.Ordinal);
    }

    /// <summary>A document may come to use what the renderer does not know; then this fails.</summary>
    [Theory]
    [InlineData("findings.html")]
    [InlineData("claims.html")]
    public void Nothing_of_the_markup_is_left_in_the_documents(string file)
    {
        var text = Regex.Replace(site.Text(file), "(?s)<(?<kind>code|pre)>.*?</\\k<kind>>|<[^<>]+>", "", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        Assert.DoesNotContain("**", text, StringComparison.Ordinal);
        Assert.DoesNotContain("`", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\(|(?m)^\s*(#|\||>|- |```)", text);
    }

    [Fact]
    public void A_command_in_the_findings_leads_to_the_trace_that_it_finds() =>
        Assert.Contains("<a href=\"traces/6.19.nmi-asks.callback-spurious.html\"><code>unwindcheck check -d 6.19 -s nmi-asks -i callback-spurious</code></a>", site.Text("findings.html"), StringComparison.Ordinal);
}
