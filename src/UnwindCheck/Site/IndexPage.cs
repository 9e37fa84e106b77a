using System.Numerics;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Reports;
using static UnwindCheck.Page.PageTemplate;

namespace UnwindCheck.Site;

/// <summary>The first page: what was checked and what came out, by design, by promise and by scenario.</summary>
internal static class IndexPage
{
    public static string Of(SiteContent content, SiteMap map)
    {
        var text = new RowText(map, SiteMap.Index);
        return SitePage.Of(SiteMap.Index, "Which design keeps which promise", Lead(content), $"""
            <section aria-labelledby="numbers"><h2 id="numbers">What was searched</h2>
            <p>{Searched(content.Rows)}</p>
            <p>{Html(ClaimCount(content))}. The <a href="{SiteMap.Matrix}">matrix</a> has all verdicts on one page; <a href="{SiteMap.Markdown}">report.md</a> is the report as Markdown.</p></section>
            <section aria-labelledby="designs"><h2 id="designs">Designs, the oldest first</h2>
            <ul class="cards">{string.Join('\n', content.Rows.GroupBy(row => row.Design).Select(design => Design(design.Key, [.. design], text)))}</ul></section>
            <section aria-labelledby="promises"><h2 id="promises">Promises</h2>
            <ul class="cards">{string.Join('\n', content.Invariants.Select(invariant => Promise(invariant, content, text)))}</ul></section>
            <section aria-labelledby="scenarios"><h2 id="scenarios">Scenarios</h2>
            <ul class="cards">{string.Join('\n', content.Rows.GroupBy(row => row.Scenario).Select(scenario => Scenario(scenario.Key.Name, scenario.Key.About, [.. scenario], text)))}</ul></section>
            """);
    }

    private static string Lead(SiteContent content)
    {
        var designs = content.Rows.Select(row => row.Design.Name).Distinct().Count();
        var scenarios = content.Rows.Select(row => row.Scenario.Name).Distinct().Count();
        return $"""
            <p>In an interrupt or an NMI, a tracer asks the Linux kernel for the user stack and gets a cookie; the stack is unwound
            later, before the return to user space, and handed to a callback with that cookie. The kernel list argued for a year about the right
            design of this. Here are {Numbers.Count(designs, "design")}, explored over <b>every</b> interleaving of {Numbers.Count(scenarios, "scenario")}.</p>
            <p><b>✗</b> is a broken promise and leads to the shortest execution that breaks it, to step through; <b>✓</b> means that no interleaving breaks any;
            <b>?</b> that the search was cut short. A promise is broken {Numbers.Exact(content.Rows.Sum(row => row.Violations.Count))} times.</p>
            <p><b>Where to begin:</b> the <a href="{SiteMap.Findings}">findings</a> say in words what is wrong, in merged kernels too, and lead to the traces.</p>
            """;
    }

    /// <summary>The number of interleavings has fifty digits: here it is short.</summary>
    private static string Searched(IReadOnlyList<CheckRow> rows)
    {
        var searches = rows.Select(row => row.Exploration.Search).ToList();
        var cut = searches.Count(search => !search.Complete);
        var counted = searches.Where(search => search.Interleavings is not null).ToList();
        var interleavings = counted.Aggregate(BigInteger.Zero, (sum, search) => sum + search.Interleavings!.Value);
        var others = counted.Count == searches.Count ? "" : $" in {Numbers.Exact(counted.Count)} of them, not counted in the others, which have a cycle{(cut == 0 ? "" : " or were cut")}";
        return $"{Numbers.Count(searches.Count, "search")}, {(cut == 0 ? "every one complete" : $"<b>{Numbers.Exact(cut)} of them cut short</b>")}: {Numbers.Count(searches.Sum(search => search.States), "state")}; {Numbers.Short(interleavings)} interleavings{others}. Expected number of states missed by hashing: {Numbers.Tiny(searches.Sum(search => search.ExpectedMissedStates))}.";
    }

    private static string ClaimCount(SiteContent content) => content.Claims.Count == 0 ? "No claim is about what was checked" : ClaimTable.Count(content.Claims, content.ClaimFindings);

    private static string Design(DesignEntry design, List<CheckRow> rows, RowText text) =>
        $"<li><h3>{text.Design(design.Name)}</h3><p>{Html(design.About)}.</p><p class=\"counts\">{RowText.Counts(rows, "scenario")}</p></li>";

    private static string Promise(string invariant, SiteContent content, RowText text)
    {
        var quoted = InvariantCatalogue.All.First(entry => entry.Invariant == invariant);
        var broken = content.Rows.Where(row => row.Violations.Any(violation => violation.Invariant == invariant)).Select(row => row.Design.Name).Distinct().Count();
        var cut = content.Rows.Any(row => !row.Exploration.Search.Complete);
        return $"<li><h3>{InvariantLetters.Of(invariant)} {text.Invariant(invariant)}</h3><p>{Html(PlainWords.Promise(invariant, quoted.Quote))}</p><p class=\"counts\">{(broken > 0 ? $"✗ by {Numbers.Count(broken, "design")}" : cut ? "? not broken as far as was searched" : "✓ by all that promise it")}</p></li>";
    }

    private static string Scenario(string name, string about, List<CheckRow> rows, RowText text) =>
        $"<li><h3>{text.Scenario(name)}</h3><p>{Html(about)}</p><p class=\"counts\">{RowText.Counts(rows, "design")}</p></li>";
}
