using System.Net;
using System.Text.RegularExpressions;
using Viewer.Tests.Support;

namespace Viewer.Tests.Site;

/// <summary>Every link of a report leads somewhere, and everything in it can be reached.</summary>
public sealed partial class LinkTests(SmallSite site)
{
    [Fact]
    public void Every_link_leads_to_a_file_and_a_place_that_are_there()
    {
        var files = site.Files.ToHashSet(StringComparer.Ordinal);
        var links = files.SelectMany(file => LinksOf(file).Select(link => (From: file, link.File, link.Fragment))).ToList();
        Assert.True(links.Count > 500);
        Assert.All(links, link => Assert.True(files.Contains(link.File), $"{link.From} leads to {link.File}, which is not there"));
        var anchors = files.Where(file => file.EndsWith(".html", StringComparison.Ordinal)).ToDictionary(file => file, file => Anchor().Matches(site.Text(file)).Select(match => WebUtility.HtmlDecode(match.Groups["id"].Value)).ToList(), StringComparer.Ordinal);
        Assert.All(anchors, page => Assert.Equal(page.Value.Distinct(StringComparer.Ordinal), page.Value));

        // A step of a trace is found by its number, not by an anchor.
        Assert.All(links.Where(link => link.Fragment.Length > 0 && !Step().IsMatch(link.Fragment)), link => Assert.Contains(link.Fragment, anchors[link.File]));
    }

    [Fact]
    public void Everything_can_be_reached_from_the_first_page()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { "index.html" };
        var queue = new Queue<string>(reached);
        while (queue.TryDequeue(out var file))
        {
            foreach (var next in LinksOf(file).Select(link => link.File).Where(reached.Add))
            {
                queue.Enqueue(next);
            }
        }

        Assert.Equal(site.Files.Where(file => file != ".unwindcheck-report").Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));
    }

    /// <summary>The files that a file refers to.</summary>
    private IEnumerable<(string File, string Fragment)> LinksOf(string file)
    {
        var (pattern, isHtml) = Path.GetExtension(file) switch { ".html" => (Reference(), true), ".md" => (MarkdownLink(), false), _ => (null, false) };
        foreach (Match match in pattern?.Matches(site.Text(file)) ?? Enumerable.Empty<Match>())
        {
            var to = isHtml ? WebUtility.HtmlDecode(match.Groups["to"].Value) : match.Groups["to"].Value;
            if (to == "data:,")
            {
                continue;
            }

            var parts = to.Split('#', 2);
            Assert.DoesNotContain(':', parts[0]);
            Assert.False(parts[0].StartsWith('/'), $"{file} leads to {to}, which depends on where the site is");
            var target = parts[0].Length == 0 ? file : Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(file)!, Uri.UnescapeDataString(parts[0])));
            yield return (target, parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }
    }

    [GeneratedRegex("<[a-z]+ (?:[^<>]* )?(?:href|src)=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\]\((?<to>[^()\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex MarkdownLink();

    [GeneratedRegex("<[a-z0-9]+ (?:[^<>]* )?id=\"(?<id>[^\"]*)\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Anchor();

    [GeneratedRegex("^step-[0-9]+$", RegexOptions.None, 10_000)]
    private static partial Regex Step();
}
