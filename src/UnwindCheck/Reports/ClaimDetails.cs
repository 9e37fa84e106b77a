using System.Globalization;
using UnwindCheck.Claims;

namespace UnwindCheck.Reports;

/// <summary>One claim with all its checks, for those who ask for it by name.</summary>
internal static class ClaimDetails
{
    public static void Print(TextWriter output, Claim claim, ClaimFindings findings)
    {
        var answer = findings.AnswerTo(claim);
        output.WriteLine($"{claim.Id}: {ClaimJudge.Words(answer)}");
        output.WriteLine($"  “{claim.Quote}”");
        output.WriteLine($"  {claim.Author}, {claim.Source}, {claim.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        output.WriteLine($"  says: {claim.Says}");
        Print(output, claim.Checks, findings);
        if (claim.Assumption is { } assumption)
        {
            output.WriteLine($"  assuming “{assumption.Name}”: {assumption.Words}");
            Print(output, assumption.Checks, findings);
        }

        if (claim.Remark is not null)
        {
            output.WriteLine($"  remark: {claim.Remark}");
        }

        output.WriteLine();
    }

    /// <summary>What a check claims and what was found.</summary>
    public static string Found(ClaimCheck check, ClaimFindings findings) => findings.VerdictOf(check) switch
    {
        InvariantVerdict.Holds => $"holds: {ClaimEvidence.SizeOf([findings.RowOf(check)])}",
        InvariantVerdict.Violated => $"violated: {findings.ViolationOf(check)!.TracePath ?? "no trace was written"}",
        _ => "unknown: the search was cut short",
    };

    private static void Print(TextWriter output, IReadOnlyList<ClaimCheck> checks, ClaimFindings findings)
    {
        foreach (var check in checks)
        {
            var mark = findings.OutcomeOf(check) switch { Outcome.AsClaimed => "✓", Outcome.Otherwise => "✗", _ => "?" };
            output.WriteLine($"    {mark} {check.Design.Name} × {check.Scenario.Name}: {check.Invariant} is claimed to {(check.Holds ? "hold" : "be violated")}; {Found(check, findings)}");
        }
    }
}
