using System.Globalization;
using Spectre.Console;
using UnwindCheck.Claims;

namespace UnwindCheck.Reports;

/// <summary>The answers to claims as a table, and how many there are of each.</summary>
internal static class ClaimTable
{
    public static void Print(IAnsiConsole console, IReadOnlyList<Claim> claims, ClaimFindings findings)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("claim").AddColumn("who, when").AddColumn("answer").AddColumn("rests on");
        foreach (var claim in claims)
        {
            var answer = findings.AnswerTo(claim);
            table.AddRow(
                Markup.Escape(claim.Id),
                Markup.Escape($"{claim.Author}, {claim.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"),
                Cell(claim, answer),
                Markup.Escape(ClaimEvidence.Of(claim, answer, findings)));
        }

        console.Write(table);
    }

    /// <summary>How many claims have which answer, and which of them differ from what is expected.</summary>
    public static string Count(IReadOnlyList<Claim> claims, ClaimFindings findings)
    {
        var answers = claims.GroupBy(findings.AnswerTo).OrderBy(same => same.Key).Select(same => $"{same.Count()} {(same.Key == ClaimAnswer.NeedsAssumption && same.Count() > 1 ? "need an assumption" : ClaimJudge.Words(same.Key))}");
        var differing = claims.Where(claim => findings.AnswerTo(claim) != claim.Expected).Select(claim => claim.Id).ToList();
        return $"{Numbers.Count(claims.Count, "claim")}: {string.Join(", ", answers)}; {(differing.Count == 0 ? "all as expected" : $"not as expected: {string.Join(", ", differing)}")}";
    }

    private static string Cell(Claim claim, ClaimAnswer answer)
    {
        var text = answer switch
        {
            ClaimAnswer.Confirmed => "[green]confirmed[/]",
            ClaimAnswer.Refuted => "[red]refuted[/]",
            ClaimAnswer.NeedsAssumption => $"[yellow]needs an assumption[/]: {Markup.Escape(claim.Assumption!.Name)}",
            _ => "[yellow]undecided[/]",
        };
        return answer == claim.Expected ? text : $"{text} (expected: {ClaimJudge.Words(claim.Expected)})";
    }
}
