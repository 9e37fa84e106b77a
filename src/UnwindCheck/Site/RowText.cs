using UnwindCheck.Checking;
using UnwindCheck.Reports;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>Verdicts as a page of the site shows them, in HTML.</summary>
/// <param name="map">The pages that there are.</param>
/// <param name="page">The page.</param>
internal sealed class RowText(SiteMap map, string page)
{
    /// <summary>A link, or only the text where there is no such page.</summary>
    /// <param name="target">The page that it leads to.</param>
    /// <param name="text">Its text, in HTML.</param>
    public string Link(string target, string text) => map.Has(target) ? $"<a href=\"{SiteMap.Address(target, page)}\">{text}</a>" : text;

    public string Design(string name) => Link(SiteMap.Design(name), Html(name));

    public string Scenario(string name) => Link(SiteMap.Scenario(name), Html(name));

    public string Invariant(string name) => Link(SiteMap.Invariant(name), Html(name));

    /// <summary>The verdict on a design in a scenario, each broken promise with its trace.</summary>
    public string Verdict(CheckRow row)
    {
        var cut = row.Exploration.Search.Complete ? "" : $" <span class=\"cut\">? the search was stopped by {Html(row.Exploration.Search.StoppedBy ?? "")}</span>";
        return (row.Violations.Count > 0 ? $"<ul class=\"found\">{string.Concat(row.Violations.Select(violation => $"<li>{Violation(row, violation)}</li>"))}</ul>"
            : row.Exploration.Search.Complete ? "<span class=\"held\">✓ holds</span>"
            : "") + cut;
    }

    /// <summary>A broken promise with its trace and how simple that is.</summary>
    /// <param name="row">The search that found it.</param>
    /// <param name="violation">What it violates.</param>
    /// <param name="name">What it is called here; its invariant unless given.</param>
    public string Violation(CheckRow row, FoundViolation violation, string? name = null) => Trace(row, violation, $"✗ {Html(name ?? violation.Invariant)}") + Length(violation);

    /// <summary>A link to a trace.</summary>
    /// <param name="row">The search that found it.</param>
    /// <param name="violation">What it violates.</param>
    /// <param name="text">Its text, in HTML.</param>
    public string Trace(CheckRow row, FoundViolation violation, string text) => Link(SiteMap.Trace(row, violation.Invariant), text);

    /// <summary>How many there are of each verdict.</summary>
    public static string Counts(IReadOnlyCollection<CheckRow> rows, string noun)
    {
        var (held, broken) = (rows.Count(row => row.Verdict == "holds"), rows.Count(row => row.Verdict == "violated"));
        var cut = rows.Count - held - broken;
        return $"{(held == rows.Count ? $"✓ in all {Numbers.Count(held, noun)}" : $"✓ in {Numbers.Exact(held)} of {Numbers.Count(rows.Count, noun)}")}{(broken > 0 ? $", ✗ in {Numbers.Exact(broken)}" : "")}{(cut > 0 ? $", ? in {Numbers.Exact(cut)}" : "")}";
    }

    /// <summary>How simple the simplest trace is.</summary>
    private static string Length(FoundViolation violation)
    {
        if (violation.Witness is not { } witness)
        {
            return " <span class=\"cost\">no trace: the search for it was stopped</span>";
        }

        var parts = new[] { (witness.Moves.Count, "step"), (witness.Preemptions, "switch"), (witness.Interrupts, "interrupt"), (witness.Failures, "failure") };
        return $" <span class=\"cost\">{string.Join(", ", parts.Where(part => part.Item1 > 0).Select(part => Numbers.Count(part.Item1, part.Item2)))}</span>";
    }
}
