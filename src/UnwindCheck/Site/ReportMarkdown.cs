using System.Text;
using UnwindCheck.Checking;
using UnwindCheck.Claims;
using UnwindCheck.Models;
using UnwindCheck.Reports;

namespace UnwindCheck.Site;

/// <summary>The report as one Markdown document; its links lead to the pages beside it.</summary>
internal static class ReportMarkdown
{
    public static string Of(SiteContent content, SiteMap map)
    {
        var text = new StringBuilder("# Which design keeps which promise\n\n");
        text.Append($"Made by `unwindcheck report`: {Summary.Of(content.Rows)}.\n\n");
        text.Append("✓ holds over every interleaving; a letter is a broken promise and leads to its simplest trace; ? means that the search was cut short.\n");
        Matrix(text, content, map);
        Promises(text, content);
        Claims(text, content);
        Defects(text, content, map);
        text.Append($"\n## Findings\n\nWhat was found beyond the known defects: [{SiteMap.Findings}]({SiteMap.Findings}).\n");
        return text.ToString();
    }

    private static void Matrix(StringBuilder text, SiteContent content, SiteMap map)
    {
        var designs = content.Rows.Select(row => row.Design.Name).Distinct().ToList();
        text.Append($"\n## Every design in every scenario\n\n| scenario | {string.Join(" | ", designs.Select(design => Link(design, SiteMap.Design(design))))} |\n|---|{string.Concat(designs.Select(_ => "---|"))}\n");
        foreach (var scenario in content.Rows.GroupBy(row => row.Scenario.Name))
        {
            text.Append($"| {Link(scenario.Key, SiteMap.Scenario(scenario.Key))} | {string.Join(" | ", scenario.Select(row => Cell(row, map)))} |\n");
        }
    }

    private static string Cell(CheckRow row, SiteMap map) => row.Verdict switch
    {
        "holds" => "✓",
        "incomplete" => "?",
        _ => $"✗ {string.Concat(row.Violations.OrderBy(violation => InvariantLetters.Of(violation.Invariant)).Select(violation => Trace(row, violation.Invariant, $"{InvariantLetters.Of(violation.Invariant)}", map)))}{(row.Exploration.Search.Complete ? "" : " ?")}",
    };

    private static void Promises(StringBuilder text, SiteContent content)
    {
        text.Append("\n## Promises\n\n| | invariant | what it promises | broken by |\n|---|---|---|---|\n");
        foreach (var invariant in content.Invariants)
        {
            var quoted = InvariantCatalogue.All.First(entry => entry.Invariant == invariant);
            var broken = content.Rows.Where(row => row.Violations.Any(violation => violation.Invariant == invariant)).GroupBy(row => row.Design.Name).Select(design => $"{design.Key} ×{design.Count()}");
            text.Append($"| {InvariantLetters.Of(invariant)} | {Link(invariant, SiteMap.Invariant(invariant))} | {Escaped(PlainWords.Promise(invariant, quoted.Quote))} | {string.Join(", ", broken)} |\n");
        }
    }

    private static void Claims(StringBuilder text, SiteContent content)
    {
        if (content.Claims.Count == 0)
        {
            return;
        }

        text.Append($"\n## Claims\n\n{ClaimTable.Count(content.Claims, content.ClaimFindings)}.\n\n| claim | who | what it says | answer |\n|---|---|---|---|\n");
        foreach (var claim in content.Claims)
        {
            text.Append($"| [{claim.Id}]({SiteMap.Claims}#{claim.Id}) | {Escaped(claim.Author)} | {Escaped(claim.Says)} | {ClaimJudge.Words(content.ClaimFindings.AnswerTo(claim))} |\n");
        }
    }

    private static void Defects(StringBuilder text, SiteContent content, SiteMap map)
    {
        if (content.Defects.Count == 0)
        {
            return;
        }

        text.Append("\n## Known defects\n\n✗ found by this run, ✓ shown by it to be absent.\n\n| | what | in | designs |\n|---|---|---|---|\n");
        foreach (var defect in content.Defects)
        {
            var designs = defect.FoundIn.Concat(defect.AbsentIn).Select(design => content.Find(design, defect.Scenario)).OfType<CheckRow>().Select(row =>
                row.Violations.Any(violation => violation.Invariant == defect.Invariant) ? Trace(row, defect.Invariant, $"✗ {row.Design.Name}", map)
                : row.Exploration.Search.Complete ? $"✓ {row.Design.Name}"
                : $"? {row.Design.Name}");
            text.Append($"| {defect.Id} | {Escaped(defect.What)} | {defect.Invariant}, {defect.Scenario} | {string.Join(", ", designs)} |\n");
        }
    }

    private static string Trace(CheckRow row, string invariant, string name, SiteMap map) => SiteMap.Trace(row, invariant) is var page && map.Has(page) ? Link(name, page) : name;

    private static string Link(string text, string page) => $"[{text}]({SiteMap.Address(page, SiteMap.Markdown)})";

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
