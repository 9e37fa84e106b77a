using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Reports;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>The page of an invariant: what it promises, where that comes from, who breaks it where and who keeps it.</summary>
internal static class InvariantPage
{
    public static string Of(string invariant, SiteContent content, SiteMap map)
    {
        var quoted = InvariantCatalogue.All.First(entry => entry.Invariant == invariant);
        var page = SiteMap.Invariant(invariant);
        var text = new RowText(map, page);
        var designs = content.Rows.GroupBy(row => row.Design.Name).ToList();
        return SitePage.Of(page, invariant, $"""
            <p>{Html(PlainWords.Promise(invariant, quoted.Quote))}</p>
            <figure><blockquote>“{Html(quoted.Quote)}”</blockquote><figcaption>{Html(quoted.Source)}</figcaption></figure>
            """, $"""
            <section aria-labelledby="broken"><h2 id="broken">Who breaks it, and where</h2>{Broken(invariant, designs, text)}</section>
            <section aria-labelledby="others"><h2 id="others">The others</h2>
            {Line("✓ kept in every scenario by", designs.Where(design => IsKept(invariant, design)), text)}
            {Line("? not broken as far as was searched by", designs.Where(design => !Breaks(invariant, design) && !IsKept(invariant, design) && design.Any(row => row.Watched.Contains(invariant))), text)}
            {Line("not promised, so not looked for, by", designs.Where(design => design.All(row => !row.Watched.Contains(invariant))), text)}</section>
            """);
    }

    private static bool Breaks(string invariant, IEnumerable<CheckRow> design) => design.Any(row => row.Violations.Any(violation => violation.Invariant == invariant));

    private static bool IsKept(string invariant, IEnumerable<CheckRow> design)
    {
        var watched = design.Where(row => row.Watched.Contains(invariant)).ToList();
        return watched.Count > 0 && watched.TrueForAll(row => row.Exploration.Search.Complete) && !Breaks(invariant, watched);
    }

    private static string Broken(string invariant, List<IGrouping<string, CheckRow>> designs, RowText text)
    {
        var items = designs.FindAll(design => Breaks(invariant, design)).ConvertAll(design => $"<div id=\"{Html(design.Key)}\"><dt>{text.Design(design.Key)}</dt><dd><ul class=\"found\">{string.Concat(
            design.SelectMany(row => row.Violations.Where(violation => violation.Invariant == invariant).Select(violation => $"<li>{text.Violation(row, violation, row.Scenario.Name)}</li>")))}</ul></dd></div>");
        return items.Count == 0 ? "<p>Nobody, as far as was searched.</p>" : $"<dl class=\"verdicts\">{string.Join('\n', items)}</dl>";
    }

    private static string Line(string heading, IEnumerable<IGrouping<string, CheckRow>> designs, RowText text)
    {
        var list = string.Join(", ", designs.Select(design => text.Design(design.Key)));
        return list.Length == 0 ? "" : $"<p><b>{heading}</b> {list}</p>";
    }
}
