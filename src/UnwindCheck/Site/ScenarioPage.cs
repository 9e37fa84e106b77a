using UnwindCheck.Checking;
using UnwindCheck.Models.Format;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>The page of a scenario: what it says, and what comes of each design in it.</summary>
internal static class ScenarioPage
{
    /// <param name="rows">Each design in the scenario.</param>
    /// <param name="map">The pages that there are.</param>
    public static string Of(IReadOnlyList<CheckRow> rows, SiteMap map)
    {
        var scenario = rows[0].Scenario;
        var page = SiteMap.Scenario(scenario.Name);
        var text = new RowText(map, page);
        var use = ScenarioUse.CarelessBecause(scenario) is { } careless ? $"It uses the interface carelessly: {Html(careless)}." : "It uses the interface as it is meant.";
        return SitePage.Of(page, scenario.Name, $"<p>{Html(scenario.About)} {use} {RowText.Counts(rows, "design")}.</p>", $"""
            <section aria-labelledby="text"><h2 id="text">The scenario</h2><pre class="scenario">{Html(scenario.Text.Trim())}</pre></section>
            <section aria-labelledby="designs"><h2 id="designs">Each design</h2>
            <dl class="verdicts">{string.Join('\n', rows.Select(row => $"<div id=\"{Html(row.Design.Name)}\"><dt>{text.Design(row.Design.Name)} <span class=\"about\">{Html(row.Design.About)}</span></dt><dd>{text.Verdict(row)}</dd></div>"))}</dl></section>
            """);
    }
}
