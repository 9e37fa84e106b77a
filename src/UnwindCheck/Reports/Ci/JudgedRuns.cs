using UnwindCheck.Checking;
using UnwindCheck.Claims;
using UnwindCheck.Fuzzing;
using UnwindCheck.Models;

namespace UnwindCheck.Reports.Ci;

/// <summary>The commands' results as reports for build servers.</summary>
internal static class JudgedRuns
{
    /// <summary>A check: a case for each design in each scenario.</summary>
    public static JudgedRun OfCheck(IReadOnlyList<CheckRow> rows, IReadOnlySet<string> invariants, int exitCode) => new(
        "check",
        [.. InvariantCatalogue.All.Where(invariant => invariants.Contains(invariant.Invariant)).Select(invariant => new JudgedRule(invariant.Invariant, PlainWords.Promise(invariant.Invariant, invariant.Quote), invariant.Source))],
        [.. rows.AsParallel().AsOrdered().Select(row => new JudgedCase(
            row.Design.Name,
            row.Scenario.Name,
            row.Exploration.Search.Complete ? null : Cut(row),
            row.Elapsed,
            [.. row.Violations.Select(violation => Flow.Of(row.Design, row.Scenario, violation.Invariant, violation.Witness, violation.TracePath))]))],
        Reports.Summary.Of(rows),
        exitCode);

    /// <summary>Claims: a case for each, at the place of the first check that decides it.</summary>
    public static JudgedRun OfClaims(IReadOnlyList<Claim> claims, ClaimFindings findings, int exitCode) => new(
        "claims",
        [.. claims.Select(claim => new JudgedRule(claim.Id, claim.Says, $"{claim.Author}, {claim.Source}"))],
        [.. claims.Select(claim => Of(claim, findings))],
        ClaimTable.Count(claims, findings),
        exitCode);

    /// <summary>Fuzzing: a case for each property.</summary>
    public static JudgedRun OfFuzz(IReadOnlyList<FuzzProperty> properties, FuzzRunner runner, string summary, int exitCode) => new(
        "fuzz",
        [.. properties.Select(property => new JudgedRule(property.Name, property.About, null))],
        [.. properties.Select(property => new JudgedCase("properties", property.Name, Undecided(runner.Tallies[property]), null, [.. runner.Findings.Where(finding => finding.Property == property).Select(Of)]))],
        summary,
        exitCode);

    private static string Cut(CheckRow row) => $"the search was stopped by {row.Exploration.Search.StoppedBy} after {Numbers.Count(row.Exploration.Search.States, "state")}";

    private static JudgedCase Of(Claim claim, ClaimFindings findings)
    {
        var answer = findings.AnswerTo(claim);
        var place = claim.Checks.Count > 0 ? PlaceOf(claim.Checks[0].Place) : null;
        return new JudgedCase(
            claim.Part,
            claim.Id,
            answer == ClaimAnswer.Undecided ? "a search that it depends on was cut short" : null,
            null,
            answer == ClaimAnswer.Undecided || answer == claim.Expected ? [] : [new Problem(claim.Id, $"the answer is '{ClaimJudge.Words(answer)}', expected is '{ClaimJudge.Words(claim.Expected)}': {claim.Says}", place, [], null, "")]);
    }

    /// <summary>From file, line and column.</summary>
    private static SourcePlace? PlaceOf(string place)
    {
        var parts = place.Split(':');
        return parts.Length >= 3 && int.TryParse(parts[^2], out var line) ? new SourcePlace(string.Join(':', parts[..^2]), line, null) : null;
    }

    private static string? Undecided(FuzzTally tally) =>
        tally.Of(FuzzVerdict.Held) == 0 && tally.Of(FuzzVerdict.Failed) == 0 && tally.Of(FuzzVerdict.Skipped) > 0 ? "all cases are too large" : null;

    private static Problem Of(FuzzFinding finding)
    {
        // A property of designs fails where the design does; the others fail in this program, so the case is the place.
        // The simplest execution of one that is too large is not looked for: nothing bounds that.
        if (finding.Property.JudgesDesigns && finding.Outcome.Keys.Count > 0 && finding.Case.Search.Complete && finding.Case.Exploration.Witnesses.TryGetValue(finding.Outcome.Keys[0], out var witness))
        {
            return Flow.Of(finding.Case.Design, finding.Case.Scenario, finding.Outcome.Keys[0], witness, finding.Path) with { Rule = finding.Property.Name };
        }

        return new Problem(
            finding.Property.Name,
            $"{finding.Case.Design.Name}: {finding.Outcome.Reason}\n{finding.Case.Scenario.Text}".TrimEnd(),
            finding.Path is null ? null : new SourcePlace(finding.Path, 1, null),
            [],
            finding.Path,
            "");
    }
}
