using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using UnwindCheck.Claims;
using UnwindCheck.Traces;

namespace UnwindCheck.Reports;

/// <summary>The answers as one JSON object, for programs.</summary>
internal static class ClaimJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<Claim> claims, ClaimFindings findings) => JsonSerializer.Serialize(
        new
        {
            version = TraceFile.ToolVersion,
            claims = claims.Select(claim => new
            {
                id = claim.Id,
                quote = claim.Quote,
                author = claim.Author,
                source = claim.Source,
                date = claim.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                says = claim.Says,
                answer = ClaimJudge.Words(findings.AnswerTo(claim)),
                expected = ClaimJudge.Words(claim.Expected),
                assumption = claim.Assumption?.Name,
                checks = claim.Checks.Select(check => Check(check, findings)),
                checksUnderAssumption = claim.Assumption?.Checks.Select(check => Check(check, findings)),
            }),
        },
        Options) + "\n";

    private static object Check(ClaimCheck check, ClaimFindings findings)
    {
        var search = findings.RowOf(check).Exploration.Search;
        var violation = findings.ViolationOf(check);
        return new
        {
            design = check.Design.Name,
            scenario = check.Scenario.Name,
            invariant = check.Invariant,
            claimed = check.Holds ? "holds" : "violated",
            found = findings.VerdictOf(check) switch { InvariantVerdict.Holds => "holds", InvariantVerdict.Violated => "violated", _ => "unknown" },
            states = search.States,
            interleavings = search.Interleavings?.ToString(CultureInfo.InvariantCulture),
            steps = violation?.Witness?.Moves.Count,
            trace = violation?.TracePath,
        };
    }
}
