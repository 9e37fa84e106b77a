using UnwindCheck.Checking;
using UnwindCheck.Reports;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>All verdicts in one table, each broken promise a letter that leads to its trace.</summary>
internal static class MatrixPage
{
    public static string Of(SiteContent content, SiteMap map)
    {
        var text = new RowText(map, SiteMap.Matrix);
        var designs = content.Rows.Select(row => row.Design.Name).Distinct();
        var scenarios = content.Rows.GroupBy(row => row.Scenario.Name);
        return SitePage.Of(SiteMap.Matrix, "Every design in every scenario", "<p>✓ holds over every interleaving; a letter is a broken promise and leads to its trace; ? means that the search was cut short. <a href=\"#letters\">The letters are explained below the table.</a></p>", $"""
            <section class="matrix" tabindex="0" aria-label="Verdicts">
            <table>
            <thead><tr><th scope="col">Scenario</th>{string.Concat(designs.Select(design => $"<th scope=\"col\">{text.Design(design)}</th>"))}</tr></thead>
            <tbody>
            {string.Join('\n', scenarios.Select(scenario => $"<tr><th scope=\"row\">{text.Scenario(scenario.Key)}</th>{string.Concat(scenario.Select(row => $"<td>{Cell(row, text)}</td>"))}</tr>"))}
            </tbody>
            </table>
            </section>
            <section aria-labelledby="letters"><h2 id="letters">The letters</h2>
            <ul class="letters">{string.Concat(content.Invariants.Select(invariant => $"<li><b>{InvariantLetters.Of(invariant)}</b> {text.Invariant(invariant)}</li>"))}</ul></section>
            """);
    }

    private static string Cell(CheckRow row, RowText text) => row.Verdict switch
    {
        "holds" => "<span class=\"held\">✓</span>",
        "incomplete" => "?",
        _ => string.Concat(row.Violations
            .Select(violation => (violation, Letter: InvariantLetters.Of(violation.Invariant)))
            .OrderBy(pair => pair.Letter)
            .Select(pair => text.Trace(row, pair.violation, $"<abbr title=\"{Html(pair.violation.Invariant)}\">{pair.Letter}</abbr>"))) + (row.Exploration.Search.Complete ? "" : " ?"),
    };
}
