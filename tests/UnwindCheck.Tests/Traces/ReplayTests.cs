using UnwindCheck.Tests.Program;
using UnwindCheck.Traces;

namespace UnwindCheck.Tests.Traces;

/// <summary>Every trace does again what it did before.</summary>
public sealed class ReplayTests(SharedRuns runs) : ProgramTest
{
    [Fact]
    public async Task Every_trace_of_v4_reaches_the_same_violation()
    {
        var run = await runs.V4;
        var violations = run.Report.Results.SelectMany(result => result.Violations.Select(violation => (result, violation))).ToList();
        var outcome = await ProgramHosts.Run(run.FullName, ["replay", .. violations.Select(pair => pair.violation.Trace!)]);
        Assert.Equal(run.Traces, violations.Select(pair => pair.violation.Trace!).Order(StringComparer.Ordinal));
        Assert.Equal(violations.Count, outcome.Ended(1).Lines.Count);
        Assert.All(violations.Zip(outcome.Lines), pair =>
        {
            var (result, violation) = pair.First;
            Assert.StartsWith($"v4 × {result.Scenario}: {violation.Steps} steps replayed, {violation.Invariant} is violated", pair.Second, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Of_several_traces_one_that_cannot_be_replayed_is_all_that_is_said()
    {
        var trace = (await runs.V4).PathOf("traces/v4.first-request.contract-queued.trace.json");
        (await Run("replay", trace, "none.trace.json")).Refused("none.trace.json");
        (await Run("replay", trace, trace, "--schedule", "A")).Refused("--schedule: goes with one trace, and there are several");
    }

    /// <summary>The same for all designs.</summary>
    [Fact]
    public async Task Every_trace_of_the_default_run_reaches_its_violation()
    {
        var run = await runs.Many;
        Assert.All(run.Traces, trace => Assert.Equal(new StoredTrace(run.Read(trace)).Steps.Count, TraceReplay.Of(run.PathOf(trace)).Steps.Count));
    }

    [Fact]
    public async Task The_violation_comes_with_its_step_and_its_reason()
    {
        var trace = (await runs.V4).PathOf("traces/v4.first-request.contract-queued.trace.json");
        var outcome = (await Run("replay", trace)).Ended(1);
        Assert.Equal(
            "v4 × first-request: 18 steps replayed, contract-queued is violated at step 18: the request for w[A] in A returned 0 with cookie 0: no row of the contract allows that\n",
            outcome.Output);
    }

    [Fact]
    public async Task A_livelock_says_what_repeats()
    {
        var trace = (await runs.V4).PathOf("traces/v4.tracer-in-exit-loop.terminates.trace.json");
        Assert.Matches("terminates is violated: after step [0-9]+ everything is as it was after step [0-9]+", (await Run("replay", trace)).Ended(1).LastLine);
    }

    [Fact]
    public async Task A_trace_of_another_version_that_still_fits_is_replayed()
    {
        var trace = new StoredTrace((await runs.V4).Read("traces/v4.first-request.contract-queued.trace.json")) { ["version"] = "0.0.1" };
        Here.Write("old.trace.json", trace.ToString());
        (await Run("replay old.trace.json")).Ended(1);
    }
}
