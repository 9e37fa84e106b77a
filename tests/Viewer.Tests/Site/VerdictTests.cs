using System.Net;
using System.Text.RegularExpressions;
using UnwindCheck.Models;
using Viewer.Tests.Support;

namespace Viewer.Tests.Site;

/// <summary>A report shows what is known of designs: the recorded verdicts, which it does not read, are the measure.</summary>
public sealed partial class VerdictTests(SmallSite site)
{
    private static IEnumerable<(string Design, string Scenario, IReadOnlyList<string> Violated)> Recorded =>
        SmallSite.Designs.SelectMany(design => SmallSite.Scenarios.Select(scenario => (design, scenario, VerdictBaseline.Violated(design, scenario)!)));

    [Fact]
    public void Each_violation_has_its_trace_and_there_are_no_others()
    {
        var known = Recorded.SelectMany(pair => pair.Violated.Select(invariant => $"traces/{pair.Design}.{pair.Scenario}.{invariant}.html"));
        Assert.Equal(known.Order(StringComparer.Ordinal), site.Files.Where(file => file.StartsWith("traces/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("matrix.html")]
    [InlineData("report.md")]
    public void The_matrix_leads_to_every_trace_and_says_what_holds(string file)
    {
        var text = site.Text(file);
        Assert.All(Recorded.SelectMany(pair => pair.Violated.Select(invariant => $"traces/{pair.Design}.{pair.Scenario}.{invariant}.html")), trace => Assert.Contains(trace, text, StringComparison.Ordinal));
        Assert.Equal(Recorded.Count(pair => pair.Violated.Count == 0), file == "report.md" ? text.Split('\n').Where(line => line.StartsWith("| [", StringComparison.Ordinal) && SmallSite.Scenarios.Any(scenario => line.StartsWith($"| [{scenario}]", StringComparison.Ordinal))).Sum(line => Regex.Count(line, @"\| ✓ ", RegexOptions.None, TimeSpan.FromSeconds(10))) : Regex.Count(text, "<td><span class=\"held\">✓", RegexOptions.None, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_design_a_scenario_and_a_promise_have_their_parts_of_it()
    {
        Assert.All(Recorded, pair =>
        {
            Assert.Equal(pair.Violated.Order(StringComparer.Ordinal), Found(Entry($"designs/{pair.Design}.html", pair.Scenario)));
            Assert.Equal(pair.Violated.Order(StringComparer.Ordinal), Found(Entry($"scenarios/{pair.Scenario}.html", pair.Design)));
            Assert.Equal(pair.Violated.Count == 0, Entry($"designs/{pair.Design}.html", pair.Scenario).Contains("✓ holds", StringComparison.Ordinal));
            Assert.All(pair.Violated, invariant => Assert.Contains(pair.Scenario, Found(Entry($"invariants/{invariant}.html", pair.Design))));
        });
    }

    /// <summary>v4 resets at the entry, so that nothing has to be left behind at the exit; it promises that callbacks come again.</summary>
    [Fact]
    public void What_a_design_does_not_promise_it_does_not_keep()
    {
        Assert.Matches("not promised by this design, so not looked for:</b>.*callback-once", site.Text("designs/v4.html"));
        Assert.DoesNotMatch("✓ kept in every scenario:</b>[^\n]*callback-once</a>", site.Text("designs/v4.html").Replace("<p>", "\n", StringComparison.Ordinal));
        Assert.Matches("not promised, so not looked for, by</b>.*>v4<", site.Text("invariants/callback-once.html"));
    }

    /// <summary>An event that nobody has found words for is shown as the record that it is in the source.</summary>
    [Fact]
    public void Every_event_has_words() =>
        Assert.All(site.Files.Where(file => file.StartsWith("traces/", StringComparison.Ordinal)), file => Assert.DoesNotMatch(@"""[A-Z]\w+ \{ |cancel\(, ", site.Text(file)));

    [Fact]
    public void Known_defects_and_claims_are_those_about_what_was_checked()
    {
        var defects = site.Text("known-defects.html");
        Assert.Contains("traces/v4.irq-and-syscall.contract-pending.html\">✗ v4</a> · ✓ 6.19", defects, StringComparison.Ordinal);
        Assert.DoesNotContain("recorded otherwise", defects, StringComparison.Ordinal);
        Assert.DoesNotContain("nmi-in-schedule", defects, StringComparison.Ordinal);
        Assert.Contains("id=\"callback-guaranteed\"", site.Text("claims.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"nmi-callers\"", site.Text("claims.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_was_cut_short_says_so_and_nothing_holds_by_it()
    {
        using var directory = new TemporaryDirectory();
        Assert.Equal(UnwindCheck.ExitCode.Incomplete, SmallSite.Make(directory.PathOf("cut"), ["-d", "6.19", "-s", "irq-and-syscall", "--max-states", "20"]));
        string Text(string file) => File.ReadAllText(directory.PathOf("cut/" + file));
        Assert.Contains("1 of them cut short", Text("index.html"), StringComparison.Ordinal);
        Assert.Contains("<td>?</td>", Text("matrix.html"), StringComparison.Ordinal);
        Assert.Contains("? the search was stopped by --max-states", Text("designs/6.19.html"), StringComparison.Ordinal);
        Assert.All(["index.html", "designs/6.19.html", "scenarios/irq-and-syscall.html", "invariants/cookie-same.html", "report.md"], (string file) =>
        {
            Assert.DoesNotContain("✓ holds</", Text(file), StringComparison.Ordinal);
            Assert.DoesNotContain("✓ kept", Text(file), StringComparison.Ordinal);
            Assert.DoesNotContain("✓ by all", Text(file), StringComparison.Ordinal);
        });
    }

    /// <summary>What a page says of one thing on it.</summary>
    private string Entry(string file, string name) =>
        Regex.Match(site.Text(file), $"<div id=\"{Regex.Escape(name)}\">.*?</div>", RegexOptions.Singleline, TimeSpan.FromSeconds(10)).Value;

    private static IEnumerable<string> Found(string entry) => Broken().Matches(entry).Select(match => WebUtility.HtmlDecode(match.Groups["what"].Value)).Order(StringComparer.Ordinal);

    [GeneratedRegex("traces/[^\"]+\">✗ (?<what>[^<]+)</a>", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Broken();
}
