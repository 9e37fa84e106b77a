using UnwindCheck.Models;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>The page of the defects that are known in public: whether this run's searches find each where it is, and not where it
/// is not.</summary>
internal static class DefectsPage
{
    public static string Of(SiteContent content, SiteMap map)
    {
        var text = new RowText(map, SiteMap.Defects);
        return SitePage.Of(SiteMap.Defects, "Known defects", """
            <p>What became known in public, on the list or by commits, and what looks like a defect and is none (<b>control</b>). ✗ is found by a
            search of this run, and leads to the trace; ✓ is shown to be absent by one.</p>
            """, content.Defects.Count == 0 ? "<section><p>No known defect is in what was checked.</p></section>" : $"""
            <section class="defects" aria-label="Known defects"><ul class="cards">{string.Join('\n', content.Defects.Select(defect => Item(defect, content, text)))}</ul></section>
            """);
    }

    private static string Item(KnownDefect defect, SiteContent content, RowText text)
    {
        var outcomes = defect.FoundIn.Concat(defect.AbsentIn).Select(design => Outcome(defect, design, content, text)).OfType<string>();
        return $"<li><h3>{Html(defect.Id)}: {Html(defect.What)}</h3><p>{text.Invariant(defect.Invariant)} in {text.Scenario(defect.Scenario)}</p><p>{string.Join(" · ", outcomes)}</p>{(defect.Remark.Length == 0 ? "" : $"<p class=\"about\">{Html(defect.Remark)}</p>")}</li>";
    }

    /// <summary>What this run says of a design; null: it was not checked.</summary>
    private static string? Outcome(KnownDefect defect, string design, SiteContent content, RowText text)
    {
        if (content.Find(design, defect.Scenario) is not { } row)
        {
            return null;
        }

        var violation = row.Violations.FirstOrDefault(violation => violation.Invariant == defect.Invariant);
        var verdict = violation is not null ? text.Trace(row, violation, $"✗ {Html(design)}")
            : row.Exploration.Search.Complete ? $"✓ {Html(design)}"
            : $"? {Html(design)}";
        return violation is not null == defect.FoundIn.Contains(design, StringComparer.Ordinal) || !row.Exploration.Search.Complete ? verdict : $"{verdict} <b>(recorded otherwise)</b>";
    }
}
