using UnwindCheck.Checking;

namespace UnwindCheck.Claims;

/// <summary>What the searches have found, for the checks of claims.</summary>
/// <param name="rows">The outcome of each search.</param>
internal sealed class ClaimFindings(IReadOnlyList<CheckRow> rows)
{
    private readonly Dictionary<string, CheckRow> bySearch = rows.ToDictionary(row => Search(row.Design.Name, row.Scenario.Name), StringComparer.Ordinal);

    /// <summary>The outcome of each search.</summary>
    public IReadOnlyList<CheckRow> Rows => rows;

    /// <summary>The search that decides a check.</summary>
    public static string Search(ClaimCheck check) => Search(check.Design.Name, check.Scenario.Name);

    /// <summary>The outcome of the search that decides a check.</summary>
    public CheckRow RowOf(ClaimCheck check) => bySearch[Search(check)];

    /// <summary>The violation of a check's invariant; null: none was found.</summary>
    public FoundViolation? ViolationOf(ClaimCheck check) => RowOf(check).Violations.FirstOrDefault(violation => violation.Invariant == check.Invariant);

    /// <summary>The verdict on a check's invariant.</summary>
    public InvariantVerdict VerdictOf(ClaimCheck check) =>
        ViolationOf(check) is not null ? InvariantVerdict.Violated
        : RowOf(check).Exploration.Search.Complete ? InvariantVerdict.Holds
        : InvariantVerdict.Unknown;

    /// <summary>How a check comes out.</summary>
    public Outcome OutcomeOf(ClaimCheck check) => ClaimJudge.Of(check, VerdictOf(check));

    /// <summary>The answer to a claim.</summary>
    public ClaimAnswer AnswerTo(Claim claim) => ClaimJudge.Answer(claim, VerdictOf);

    /// <summary>The outcomes of the searches that decide some checks, each once.</summary>
    public IReadOnlyList<CheckRow> RowsOf(IEnumerable<ClaimCheck> checks) => [.. checks.Select(RowOf).Distinct()];

    private static string Search(string design, string scenario) => $"{design} × {scenario}";
}
