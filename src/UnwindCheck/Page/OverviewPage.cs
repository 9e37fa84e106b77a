using System.Text;
using UnwindCheck.Checking;
using UnwindCheck.Reports;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Page;

/// <summary>The page that shows the verdicts of a check and leads to the page of each violation.</summary>
internal static class OverviewPage
{
    public static string Of(IReadOnlyList<CheckRow> rows) => Fill("overview.html", PageParts.Inside("page.css"), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["summary"] = Html(Summary.Of(rows)),
        ["head"] = string.Concat(rows.Select(row => row.Design.Name).Distinct().Select(design => $"<th scope=\"col\">{Html(design)}</th>")),
        ["rows"] = string.Join("\n", rows.GroupBy(row => row.Scenario.Name).Select(Row)),
    });

    private static string Row(IGrouping<string, CheckRow> scenario) =>
        $"<tr><th scope=\"row\">{Html(scenario.Key)}</th>{string.Concat(scenario.Select(row => $"<td>{Cell(row)}</td>"))}</tr>";

    private static string Cell(CheckRow row)
    {
        var cell = new StringBuilder(row.Verdict switch
        {
            "holds" => "<span class=\"held\">✓ holds</span>",
            "incomplete" => "? search incomplete",
            _ => "",
        });
        foreach (var violation in row.Violations)
        {
            var text = $"✗ {Html(violation.Invariant)}";
            cell.Append(violation.TracePath is null ? text : $"<a href=\"{Html(Uri.EscapeDataString(Pages.NameOf(row, violation.Invariant)))}\">{text}</a>");
        }

        return cell.ToString();
    }
}
