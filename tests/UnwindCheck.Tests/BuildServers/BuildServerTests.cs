using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.BuildServers;

/// <summary><c>--sarif</c>, <c>--junit</c> and <c>--summary</c>.</summary>
public sealed class BuildServerTests : ProgramTest
{
    private const string All = "--sarif r.sarif --junit r.xml --summary r.md";

    private SarifLog Sarif => SarifLog.Parse(Here.Read("r.sarif"));

    private JUnitLog JUnit => JUnitLog.Parse(Here.Read("r.xml"));

    private string Markdown => Here.Read("r.md");

    [Fact]
    public async Task A_violation_is_at_the_line_of_the_design_that_the_trace_ends_at()
    {
        var outcome = (await Run($"check -d v4 -d 6.19 -s irq-and-syscall {All}")).Ended(1);

        var log = Sarif;
        Assert.True(log.Successful);
        Assert.Equal(1, log.ExitCode);
        Assert.Equal([("note", outcome.LastLine)], log.Notifications);
        Assert.Equal(["callback-spurious", "contract-pending", "contract-queued"], log.Results.Select(static result => result.Rule).Order(StringComparer.Ordinal));
        var pending = log.Results.Single(static result => result.Rule == "contract-pending");
        Assert.StartsWith("v4 violates contract-pending in scenario irq-and-syscall: ", pending.Message, StringComparison.Ordinal);
        Assert.EndsWith("(55 steps, 0 context switches, 1 interrupt, 0 failures)", pending.Message, StringComparison.Ordinal);
        Assert.StartsWith("models/designs/", Assert.Single(pending.Locations).Uri, StringComparison.Ordinal);
        Assert.Equal(["A", "tick@0"], pending.Flows.Select(static flow => flow.Process));
        Assert.All(pending.Flows, static flow => Assert.Equal(flow.Steps.Select(static step => step.Order).Order(), flow.Steps.Select(static step => step.Order)));
        var steps = pending.Flows.SelectMany(static flow => flow.Steps).ToList();
        Assert.Equal(steps.Count, steps.Select(static step => step.Order).Distinct().Count());
        Assert.Contains(steps, static step => step.Text.Contains("tick@0 strikes", StringComparison.Ordinal));
        Assert.Equal(pending.Locations[0], steps.Where(static step => step.Place.Uri.StartsWith("models/designs/", StringComparison.Ordinal)).MaxBy(static step => step.Order).Place);

        Assert.Equal(
            [("v4", "irq-and-syscall", 3), ("6.19", "irq-and-syscall", 0)],
            JUnit.Cases.Select(static test => (test.Suite, test.Name, test.Problems.Count(static problem => problem.Kind == "failure"))));
        Assert.Contains("| v4 | irq-and-syscall | contract-pending | ", Markdown, StringComparison.Ordinal);
        Assert.StartsWith("### ✗ unwindcheck check\n", Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Places_and_fingerprints_are_the_same_in_every_run()
    {
        (await Run($"check -d v4 -s first-request {All}")).Ended(1);
        var first = Here.Read("r.sarif");
        var fingerprints = Sarif.Results.Select(static result => result.Fingerprint).ToList();
        (await Run($"check -d v4 -s first-request {All}")).Ended(1);

        Assert.Equal(fingerprints.Count, fingerprints.Distinct().Count());
        Assert.Equal(first, Here.Read("r.sarif"));
    }

    [Fact]
    public async Task What_holds_is_a_run_without_results()
    {
        (await Run($"check -d 6.19 -s first-request {All}")).Ended(0);

        Assert.Empty(Sarif.Results);
        Assert.Empty(Assert.Single(JUnit.Cases).Problems);
        Assert.StartsWith("### ✓ unwindcheck check\n\nexhaustive: ", Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_is_cut_short_is_an_error_and_no_success()
    {
        (await Run($"check -d 6.19 -s fork-and-exit --max-states 20 {All}")).Ended(3);

        Assert.False(Sarif.Successful);
        Assert.Contains(Sarif.Notifications, static notification => notification.Level == "warning" && notification.Text.Contains("stopped by --max-states", StringComparison.Ordinal));
        Assert.Equal("error", Assert.Single(Assert.Single(JUnit.Cases).Problems).Kind);
        Assert.StartsWith("### ? unwindcheck check\n", Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_whose_answer_is_another_one_is_at_its_line()
    {
        Here.Write("claims.yaml",
            """
            One:
              - id: wrong
                quote: q
                author: a
                source: s
                date: 2025-01-22
                says: The first request is answered.
                checks:
                  - { design: v4, scenario: first-request, holds: contract-queued }
                expected: confirmed

            """);
        var outcome = await Run($"claims --file claims.yaml {All}");
        Assert.True(outcome.ExitCode == 1, outcome.Errors + outcome.Output);

        var result = Assert.Single(Sarif.Results);
        Assert.Equal(("wrong", ("claims.yaml", 9)), (result.Rule, Assert.Single(result.Locations)));
        Assert.Contains("the answer is 'refuted', expected is 'confirmed'", result.Message, StringComparison.Ordinal);
        Assert.Equal(("failure", "wrong"), (Assert.Single(JUnit.Cases).Problems[0].Kind, JUnit.Cases[0].Problems[0].Type));
        Assert.Contains("| One | wrong | wrong | ", Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_is_added_to_what_is_there()
    {
        Here.Write("r.md", "## Before\n");
        (await Run("check -d 6.19 -s first-request --summary r.md")).Ended(0);

        Assert.StartsWith("## Before\n### ✓ unwindcheck check\n", Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sarif"), InlineData("--junit"), InlineData("--summary")]
    public async Task A_report_that_cannot_be_written_is_refused_before_the_search(string option) =>
        (await Run($"check -d 6.19 -s first-request {option} nowhere/r")).Refused("nowhere/r:1:1: cannot be written: ");

    [Fact]
    public async Task What_a_format_cannot_hold_does_no_harm()
    {
        // A name with whatever files may be called.
        const string Name = "a<b>&\u0001|*é.scenario";
        Here.Write(Name, "tracer w shared\ntask A on 0 { syscall { request w } }\n");
        (await Run(["check", "-d", "v4", "-s", "./" + Name, .. All.Split(' ')])).Ended(1);

        Assert.NotEmpty(Sarif.Results);
        Assert.Equal("a<b>&\uFFFD|*é", Assert.Single(JUnit.Cases).Name);
        Assert.Contains("| a&lt;b>& \\|\\*é | ", Markdown, StringComparison.Ordinal);
    }
}
