using UnwindCheck.Page;
using UnwindCheck.Traces;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>The frame of the pages of a site: head, ways to the other pages, contents.</summary>
internal static class SitePage
{
    private static readonly (string Page, string Name)[] Ways =
    [
        (SiteMap.Index, "Overview"), (SiteMap.Matrix, "Matrix"), (SiteMap.Findings, "Findings"), (SiteMap.Claims, "Claims"), (SiteMap.Defects, "Known defects"),
    ];

    /// <summary>A page.</summary>
    /// <param name="page">Its place in the site.</param>
    /// <param name="title">Its title, as text.</param>
    /// <param name="lead">What it is about, in HTML.</param>
    /// <param name="contents">The rest, in HTML.</param>
    public static string Of(string page, string title, string lead, string contents) => Fill(
        "site.html",
        PageParts.Beside([SiteMap.Address(SiteMap.Style, page), SiteMap.Address(SiteMap.SiteStyle, page)]),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = Html(title),
            ["version"] = Html(TraceFile.ToolVersion),
            ["ways"] = string.Join(' ', Ways.Select(way => $"<a href=\"{SiteMap.Address(way.Page, page)}\"{(way.Page == page ? " aria-current=\"page\"" : "")}>{way.Name}</a>")),
            ["lead"] = lead,
            ["contents"] = contents,
        });
}
