using Interleave.Exploration;
using UnwindCheck.Checking;
using UnwindCheck.Claims;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;

namespace UnwindCheck.Site;

/// <summary>Runs the searches whose outcomes a site shows.</summary>
/// <param name="designs">The designs.</param>
/// <param name="scenarios">The scenarios.</param>
/// <param name="limited">Whether these are some only. Claims and known defects are then those about nothing else.</param>
/// <param name="options">How to search.</param>
/// <param name="cancellation">Ends the searches.</param>
internal sealed class SiteSearch(IReadOnlyList<DesignEntry> designs, IReadOnlyList<Scenario> scenarios, bool limited, SearchOptions options, CancellationToken cancellation)
{
    private static readonly IReadOnlySet<string> Invariants = InvariantCatalogue.All.Select(invariant => invariant.Invariant).ToHashSet(StringComparer.Ordinal);

    /// <summary>The searches of the map.</summary>
    public CheckRunner Map { get; } = new(new CheckRequest(designs, scenarios, Invariants, null, options), cancellation);

    /// <summary>What else is to be shown beside it.</summary>
    /// <param name="rows">The outcomes of <see cref="Map"/>.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public SiteContent Complete(IReadOnlyList<CheckRow> rows)
    {
        cancellation.ThrowIfCancellationRequested();
        var all = ClaimFile.Shipped();
        List<Claim> claims = [.. all.Where(claim => claim.Checks.Concat(claim.Assumption?.Checks ?? []).All(check => IsShown(check.Design.Name, check.Scenario.Name)))];
        List<KnownDefect> defects = [.. KnownDefects.All.Where(defect => defect.FoundIn.Concat(defect.AbsentIn).Any(design => IsShown(design, defect.Scenario)))];
        var (findings, document) = Answers(all, claims);
        var content = new SiteContent(rows, [], [.. InvariantCatalogue.All.Select(invariant => invariant.Invariant)], claims, findings, document, defects);
        cancellation.ThrowIfCancellationRequested();
        return content with { Beside = [.. Beside(content)] };
    }

    private (ClaimFindings Findings, string Document) Answers(IReadOnlyList<Claim> all, List<Claim> claims)
    {
        if (claims.Count == 0)
        {
            return (new ClaimFindings([]), "# What the list said\n\nNo claim is about what was checked.\n");
        }

        // The document is made from stored traces; the site has pages of them.
        var traces = Directory.CreateTempSubdirectory("unwindcheck-");
        try
        {
            var findings = new ClaimRunner(all, claims, traces.FullName, options.TimeLimit, cancellation).Run();
            return (findings, ClaimMarkdown.Of(claims, findings));
        }
        finally
        {
            traces.Delete(recursive: true);
        }
    }

    /// <summary>Known defects are also of designs with switches.</summary>
    private IEnumerable<CheckRow> Beside(SiteContent content) => content.Defects
        .SelectMany(defect => defect.FoundIn.Concat(defect.AbsentIn).Select(design => (Design: design, defect.Scenario)))
        .Distinct()
        .Where(pair => IsShown(pair.Design, pair.Scenario) && content.Find(pair.Design, pair.Scenario) is null)
        .Select(pair => new CheckRunner(new CheckRequest([Inputs.Design(pair.Design)], Inputs.Scenarios([pair.Scenario], large: true), Invariants, null, options), cancellation).Run()[0]);

    private bool IsShown(string design, string scenario) =>
        !limited || (designs.Any(shown => shown.Name == design || shown.Name == BaseOf(design)) && scenarios.Any(shown => shown.Name == scenario && ScenarioCatalogue.All.Contains(shown)));

    private static string BaseOf(string design) => design.Split('+', '~')[0];
}
