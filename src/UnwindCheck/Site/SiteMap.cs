using UnwindCheck.Checking;

namespace UnwindCheck.Site;

/// <summary>Where the pages of a site are, and which there are: nothing links to a page that is not there.</summary>
internal sealed class SiteMap
{
    public const string Index = "index.html";
    public const string Matrix = "matrix.html";
    public const string Claims = "claims.html";
    public const string Findings = "findings.html";
    public const string Defects = "known-defects.html";
    public const string Markdown = "report.md";
    public const string Style = "assets/page.css";
    public const string SiteStyle = "assets/site.css";
    public const string TraceScript = "assets/trace.js";

    private readonly HashSet<string> pages = new(StringComparer.Ordinal);

    /// <summary>The map of a site.</summary>
    /// <param name="content">What it shows.</param>
    public SiteMap(SiteContent content)
    {
        foreach (var row in content.Rows)
        {
            pages.Add(Design(row.Design.Name));
            pages.Add(Scenario(row.Scenario.Name));
        }

        pages.UnionWith(content.Invariants.Select(Invariant));
        pages.UnionWith(content.Traced.SelectMany(row => row.Violations.Where(violation => violation.Witness is not null).Select(violation => Trace(row, violation.Invariant))));
    }

    /// <summary>Whether a page is there.</summary>
    public bool Has(string page) => pages.Contains(page);

    /// <summary>The page of a design.</summary>
    public static string Design(string name) => $"designs/{name}.html";

    /// <summary>The page of a scenario.</summary>
    public static string Scenario(string name) => $"scenarios/{name}.html";

    /// <summary>The page of an invariant.</summary>
    public static string Invariant(string name) => $"invariants/{name}.html";

    /// <summary>The page of a trace.</summary>
    public static string Trace(CheckRow row, string invariant) => Trace(row.Design.Name, row.Scenario.Name, invariant);

    /// <summary>The page of a trace.</summary>
    public static string Trace(string design, string scenario, string invariant) => $"traces/{design}.{scenario}.{invariant}.html";

    /// <summary>The file that has the text of a source for the pages of traces.</summary>
    public static string Source(string name) => $"assets/sources/{name}.js";

    /// <summary>The address of a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="from">The page that leads there.</param>
    public static string Address(string page, string from) =>
        (from.Contains('/', StringComparison.Ordinal) ? "../" : "") + string.Join('/', page.Split('/').Select(Uri.EscapeDataString));
}
