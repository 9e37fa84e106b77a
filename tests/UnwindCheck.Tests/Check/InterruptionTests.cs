using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>Ctrl-C.</summary>
public sealed class InterruptionTests : ProgramTest
{
    /// <summary>Hundreds of millions of states and more.</summary>
    private const string Large = """
        cpus 3
        tracer v per-task
        tracer w per-task
        task A on 0 { syscall { request w; request v } syscall { request w } }
        task B on 1 { syscall { request w; request v } syscall { request w } }
        task C on 2 { syscall { request w; request v } syscall { request w } }
        irq tick max 2 { request w }
        softirq net max 2 { request v }
        """;

    private const string LargeWithNmi = Large + "\nnmi pmi max 1 { request w }";

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task What_was_seen_so_far_is_shown_as_incomplete()
    {
        var outcome = (await Interrupted(Large, "v4-repaired")).Ended(3);
        Assert.Matches(@"^NOT exhaustive: stopped by interruption at depth [0-9]+, correct up to depth [0-9]+ \([0-9,]+ states seen\)$", outcome.LastLine);
        Assert.Equal(["?"], Assert.Single(Matrix.Parse(outcome)).Cells);
        var result = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal("incomplete", result.Verdict);
        Assert.Null(result.Interleavings);
        Assert.Equal(["large.scenario", "r.json", "traces"], Here.Entries);
    }

    [Fact]
    public async Task A_violation_seen_so_far_is_1()
    {
        var outcome = (await Interrupted(LargeWithNmi, "v4")).Ended(1);
        Assert.StartsWith("NOT exhaustive: stopped by interruption at depth ", outcome.LastLine, StringComparison.Ordinal);
        var result = Assert.Single(Report.Parse(Here.Read("r.json")).Results);
        Assert.Equal("violated", result.Verdict);
        Assert.Contains("no-warning", result.Violations.Select(violation => violation.Invariant));

        // The search for the simplest trace was interrupted, too: there is a whole one or none.
        Assert.Equal(result.Violations.Select(violation => violation.Trace).OfType<string>().Order(StringComparer.Ordinal), Here.Entries.Where(entry => entry.StartsWith("traces/", StringComparison.Ordinal)));
        Assert.DoesNotContain(Here.Entries, entry => entry.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_complete_by_then_keeps_its_verdict_and_its_traces()
    {
        // Its two violations have their traces when the search that has no end begins.
        var outcome = (await Interrupted(Large, "v4", () => Here.Entries.Count(IsTrace) == 2, "--scenario", "first-request")).Ended(1);
        Assert.StartsWith("NOT exhaustive: 1 of 2 searches stopped by interruption at depth ", outcome.LastLine, StringComparison.Ordinal);
        var complete = Report.Parse(Here.Read("r.json"))["v4", "first-request"];
        Assert.Equal(1, complete.Interleavings);
        Assert.Equal(2, complete.Violations.Count(violation => Here.Entries.Contains(violation.Trace!)));
    }

    private static bool IsTrace(string entry) => entry.EndsWith(".trace.json", StringComparison.Ordinal);

    private Task<Outcome> Interrupted(string scenario, string design) => Interrupted(scenario, design, () => true);

    private async Task<Outcome> Interrupted(string scenario, string design, Func<bool> isFarEnough, params IEnumerable<string> before)
    {
        Here.Write("large.scenario", scenario);
        using var program = RunningProgram.Start(Here.FullName, ["check", .. before, "--design", design, "--scenario", "large.scenario", "--json", "r.json"]);
        while (program.ProcessorTime < Enough || (program.IsRunning && !isFarEnough()))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await program.Interrupt();
        return await program.End();
    }
}
