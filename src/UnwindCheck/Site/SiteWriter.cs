using UnwindCheck.Page;

namespace UnwindCheck.Site;

/// <summary>Writes a site.</summary>
internal static class SiteWriter
{
    /// <summary>Writes all pages; the first one, which leads to the others, at the end.</summary>
    /// <returns>The number of pages of traces.</returns>
    public static int Write(SiteContent content, SiteDirectory directory, CancellationToken cancellation)
    {
        var map = new SiteMap(content);
        var traces = new TraceWriter(content, map, directory, cancellation).Write();
        directory.Write(SiteMap.Style, PageTemplate.Asset("page.css"));
        directory.Write(SiteMap.SiteStyle, PageTemplate.Asset("site.css"));
        foreach (var design in content.Rows.GroupBy(row => row.Design.Name))
        {
            directory.Write(SiteMap.Design(design.Key), DesignPage.Of([.. design], content, map));
        }

        foreach (var scenario in content.Rows.GroupBy(row => row.Scenario.Name))
        {
            directory.Write(SiteMap.Scenario(scenario.Key), ScenarioPage.Of([.. scenario], map));
        }

        foreach (var invariant in content.Invariants)
        {
            directory.Write(SiteMap.Invariant(invariant), InvariantPage.Of(invariant, content, map));
        }

        directory.Write(SiteMap.Matrix, MatrixPage.Of(content, map));
        directory.Write(SiteMap.Defects, DefectsPage.Of(content, map));
        directory.Write(SiteMap.Findings, DocumentPage.Of(Documents.Findings(), SiteMap.Findings, content, map));
        directory.Write(SiteMap.Claims, DocumentPage.Of(content.ClaimDocument, SiteMap.Claims, content, map));
        directory.Write(SiteMap.Markdown, ReportMarkdown.Of(content, map));
        directory.Write(SiteMap.Index, IndexPage.Of(content, map));
        return traces;
    }
}
