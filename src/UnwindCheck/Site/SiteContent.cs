using UnwindCheck.Checking;
using UnwindCheck.Claims;
using UnwindCheck.Models;

namespace UnwindCheck.Site;

/// <summary>What a site shows: all of it comes from searches of this run.</summary>
/// <param name="Rows">The map: every design in every scenario.</param>
/// <param name="Beside">Searches that only known defects need, of designs with switches.</param>
/// <param name="Invariants">The invariants that were watched, in the order of the catalogue.</param>
/// <param name="Claims">The claims about what was checked.</param>
/// <param name="ClaimFindings">What the searches say of them.</param>
/// <param name="ClaimDocument">The same as Markdown, claim by claim.</param>
/// <param name="Defects">The known defects in what was checked.</param>
internal sealed record SiteContent(
    IReadOnlyList<CheckRow> Rows,
    IReadOnlyList<CheckRow> Beside,
    IReadOnlyList<string> Invariants,
    IReadOnlyList<Claim> Claims,
    ClaimFindings ClaimFindings,
    string ClaimDocument,
    IReadOnlyList<KnownDefect> Defects)
{
    /// <summary>All searches whose traces have pages. Those of the map come first: of several traces with one name theirs is shown.</summary>
    public IEnumerable<CheckRow> Traced => Rows.Concat(Beside).Concat(ClaimFindings.Rows);

    /// <summary>The outcome of a design in a scenario with all invariants watched, or null.</summary>
    public CheckRow? Find(string design, string scenario) =>
        Rows.Concat(Beside).FirstOrDefault(row => row.Design.Name == design && row.Scenario.Name == scenario);
}
