using System.Text.RegularExpressions;
using UnwindCheck.Models;

namespace UnwindCheck.Site;

/// <summary>A document as a page of the site. Commands that find a trace lead to that trace, names to the pages of what they name.</summary>
internal sealed partial class DocumentPage
{
    private readonly SiteContent content;
    private readonly SiteMap map;
    private readonly string page;

    private DocumentPage(SiteContent content, SiteMap map, string page) => (this.content, this.map, this.page) = (content, map, page);

    /// <summary>The page of a document.</summary>
    /// <param name="markdown">The document; its first line is its title.</param>
    /// <param name="page">The page.</param>
    /// <param name="content">What the site shows.</param>
    /// <param name="map">The pages that there are.</param>
    public static string Of(string markdown, string page, SiteContent content, SiteMap map)
    {
        var document = new DocumentPage(content, map, page);
        var end = markdown.IndexOf('\n', StringComparison.Ordinal);
        var html = MarkdownPage.Of(markdown[end..], new MarkdownLine(document.AddressOfCode, AddressOf));
        return SitePage.Of(page, markdown[1..end].Trim(), "", $"<article>{html}</article>");
    }

    /// <summary>A document may lead to its own headings.</summary>
    private static string? AddressOf(string link) => link.StartsWith('#') ? link : null;

    private string? AddressOfCode(string code)
    {
        var target = Command().Match(code) is { Success: true } command ? Found(command.Groups["design"].Value, command.Groups["scenario"].Value, command.Groups["invariant"].Value)
            : TraceFile().Match(code) is { Success: true } trace ? $"traces/{trace.Groups["name"].Value}.html"
            : InvariantCatalogue.All.Any(invariant => invariant.Invariant == code) ? SiteMap.Invariant(code)
            : SiteMap.Scenario(code);
        return map.Has(target) ? SiteMap.Address(target, page) : null;
    }

    /// <summary>The trace that a check finds, of its simplest violation where it names none.</summary>
    private string Found(string design, string scenario, string invariant) => SiteMap.Trace(design, scenario, invariant.Length > 0 ? invariant : content.Find(design, scenario)?.Violations
        .Where(violation => violation.Witness is not null)
        .MinBy(violation => (violation.Witness!.Preemptions + violation.Witness.Interrupts + violation.Witness.Failures, violation.Witness.Moves.Count))?.Invariant ?? "");

    [GeneratedRegex(@"^unwindcheck check -d (?<design>\S+) -s (?<scenario>\S+)( -i (?<invariant>\S+))?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Command();

    [GeneratedRegex(@"^unwindcheck show traces/(?<name>\S+)\.trace\.json$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex TraceFile();
}
