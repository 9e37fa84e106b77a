using UnwindCheck.Checking;
using UnwindCheck.Reports;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>The page of a design: what comes of it in each scenario, and which promises it keeps everywhere.</summary>
internal static class DesignPage
{
    /// <param name="rows">The design in each scenario.</param>
    /// <param name="content">What the site shows.</param>
    /// <param name="map">The pages that there are.</param>
    public static string Of(IReadOnlyList<CheckRow> rows, SiteContent content, SiteMap map)
    {
        var design = rows[0].Design;
        var page = SiteMap.Design(design.Name);
        var text = new RowText(map, page);
        return SitePage.Of(page, design.Name, $"<p>{Html(design.About)}. {RowText.Counts(rows, "scenario")}.</p>", $"""
            <section aria-labelledby="promises"><h2 id="promises">Its promises</h2>{Promises(rows, content, text)}</section>
            <section aria-labelledby="scenarios"><h2 id="scenarios">In each scenario</h2>
            <dl class="verdicts">{string.Join('\n', rows.Select(row => $"<div id=\"{Html(row.Scenario.Name)}\"><dt>{text.Scenario(row.Scenario.Name)} <span class=\"about\">{Html(row.Scenario.About)}</span></dt><dd>{text.Verdict(row)}</dd></div>"))}</dl></section>
            """);
    }

    private static string Promises(IReadOnlyList<CheckRow> rows, SiteContent content, RowText text)
    {
        var broken = content.Invariants.Where(invariant => rows.Any(row => row.Violations.Any(violation => violation.Invariant == invariant))).ToList();
        var watched = content.Invariants.Where(invariant => rows.Any(row => row.Watched.Contains(invariant))).ToList();
        var kept = watched.Except(broken, StringComparer.Ordinal).ToList();
        var whole = rows.All(row => row.Exploration.Search.Complete);
        return Line("✗ broken somewhere", broken.Select(invariant => $"{text.Invariant(invariant)} ({Numbers.Count(rows.Count(row => row.Violations.Any(violation => violation.Invariant == invariant)), "scenario")})"))
            + Line(whole ? "✓ kept in every scenario" : "? not broken as far as was searched", kept.Select(text.Invariant))
            + Line("not promised by this design, so not looked for", content.Invariants.Except(watched, StringComparer.Ordinal).Select(text.Invariant));
    }

    private static string Line(string heading, IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        return list.Length == 0 ? "" : $"<p><b>{heading}:</b> {list}</p>";
    }
}
