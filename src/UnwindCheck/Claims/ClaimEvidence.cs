using System.Numerics;
using UnwindCheck.Checking;
using UnwindCheck.Reports;

namespace UnwindCheck.Claims;

/// <summary>What an answer rests on, in words: the trace of one execution, or the size of what was searched.</summary>
internal static class ClaimEvidence
{
    /// <summary>The shortest way to say why a claim has its answer.</summary>
    public static string Of(Claim claim, ClaimAnswer answer, ClaimFindings findings) => answer switch
    {
        ClaimAnswer.Confirmed => Support(claim.Checks, findings),
        ClaimAnswer.Refuted => Against(claim.Checks, findings),
        ClaimAnswer.NeedsAssumption => $"without: {Against(claim.Checks, findings)}; with: {Support(claim.Assumption!.Checks, findings)}",
        _ => "a search was cut short",
    };

    /// <summary>The size of some searches: states and interleavings.</summary>
    public static string SizeOf(IReadOnlyList<CheckRow> rows)
    {
        var states = Numbers.Count(rows.Sum(row => row.Exploration.Search.States), "state");
        var counts = rows.Select(row => row.Exploration.Search.Interleavings).ToList();
        return counts.Contains(null)
            ? $"{states}, infinitely many interleavings"
            : $"{states}, {InterleavingsOf(counts.Aggregate(BigInteger.Zero, (sum, count) => sum + count!.Value))}";
    }

    /// <summary>The checks that did not come out as claimed, those with a trace first.</summary>
    public static IEnumerable<ClaimCheck> Contrary(IEnumerable<ClaimCheck> checks, ClaimFindings findings) =>
        checks.Where(check => findings.OutcomeOf(check) == Outcome.Otherwise).OrderBy(check => findings.ViolationOf(check) is null);

    private static string InterleavingsOf(BigInteger count) => $"{Numbers.Short(count)} interleaving{(count.IsOne ? "" : "s")}";

    /// <summary>For what holds, how much was searched; for what is violated, the trace that shows it.</summary>
    private static string Support(IReadOnlyList<ClaimCheck> checks, ClaimFindings findings)
    {
        var held = findings.RowsOf(checks.Where(check => check.Holds));
        var shown = checks.FirstOrDefault(check => !check.Holds);
        var parts = new List<string>();
        if (shown is not null)
        {
            parts.Add(TraceOf(shown, findings));
        }

        if (held.Count > 0)
        {
            parts.Add(SizeOf(held));
        }

        return string.Join("; ", parts);
    }

    private static string Against(IReadOnlyList<ClaimCheck> checks, ClaimFindings findings)
    {
        var check = Contrary(checks, findings).First();
        return check.Holds ? TraceOf(check, findings) : $"no violation of {check.Invariant} in {SizeOf([findings.RowOf(check)])}";
    }

    private static string TraceOf(ClaimCheck check, ClaimFindings findings) => findings.ViolationOf(check)?.TracePath ?? "violated (no trace was written)";
}
