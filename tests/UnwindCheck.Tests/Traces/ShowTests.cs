using System.Text.RegularExpressions;
using UnwindCheck.Models;
using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Traces;

/// <summary><c>show</c>.</summary>
public sealed partial class ShowTests(SharedRuns runs) : ProgramTest
{
    private const string FirstRequest = "v4.first-request.contract-queued.txt";

    /// <summary>After a change of the text, or of a line of source that it quotes: run the tests with
    /// UNWINDCHECK_REGENERATE=1, look at what git says of it, and run them again.</summary>
    [Fact]
    public async Task The_first_request_of_v4_is_shown_as_in_the_golden_file() =>
        Golden.Compare(FirstRequest, (await Show("first-request", "contract-queued")).Output);

    [Fact]
    public void The_README_has_it_as_the_golden_file_does() => Assert.Contains(Golden.Read(FirstRequest).TrimEnd(), Golden.Read("README.md"), StringComparison.Ordinal);

    /// <summary>One trace of each promise that v4 breaks.</summary>
    [Fact]
    public async Task A_trace_is_shown_with_its_promise_its_schedule_its_steps_and_its_end()
    {
        var run = await runs.V4;
        foreach (var path in run.Traces.DistinctBy(trace => trace.Split('.')[2]))
        {
            Check(new StoredTrace(run.Read(path)), (await Run("show", run.PathOf(path))).Ended(0));
        }
    }

    [Fact]
    public async Task Each_CPU_has_a_column()
    {
        var lines = (await Show("shared-descriptor", "list-once")).Lines;
        Assert.Equal(["step", "cpu0", "cpu1", "source"], Cells(Assert.Single(lines, line => line.StartsWith("step", StringComparison.Ordinal))));
        var steps = lines.Where(line => Step().IsMatch(line)).Select(Cells).ToList();
        Assert.All(steps, step => Assert.True(step[1].StartsWith("A ", StringComparison.Ordinal) && step[2].Length == 0 || step[2].StartsWith("B ", StringComparison.Ordinal) && step[1].Length == 0));
        Assert.Contains(steps, step => step[2].Length > 0);
    }

    [Fact]
    public async Task Who_runs_on_no_CPU_of_the_scenario_has_a_column()
    {
        var lines = (await Show("cancel-remote", "pending-stuck")).Lines;
        Assert.Equal(["step", "cpu0", "elsewhere", "source"], Cells(Assert.Single(lines, line => line.StartsWith("step", StringComparison.Ordinal))));
        Assert.Contains(lines.Where(line => Step().IsMatch(line)), line => Cells(line)[2].StartsWith("closer ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupt_strikes_and_is_indented()
    {
        var steps = (await Show("irq-and-syscall", "contract-pending")).Lines.Where(line => Step().IsMatch(line)).Select(line => line.Split('│')[1]).ToList();
        var interrupt = steps.Where(step => step.Contains("tick@0 ", StringComparison.Ordinal)).ToList();
        Assert.Matches("^ {2,}⚡tick@0 ", interrupt[0]);
        Assert.All(interrupt.Skip(1), step => Assert.Matches("^ {3,}tick@0 ", step));
        Assert.All(steps.Except(interrupt), step => Assert.StartsWith(" A ", step, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_stand_below_the_steps_that_they_come_with()
    {
        var lines = (await Show("first-request", "contract-queued")).Lines;
        var returned = lines.ToList().IndexOf("     · request(w[A]) returns 0, cookie 0");
        Assert.Matches("^ *18 │ A cpu0.mask ← 0 ", lines[returned - 1]);
        Assert.StartsWith("     ✗ contract-queued: ", lines[returned + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_livelock_shows_where_its_cycle_begins()
    {
        var lines = (await Show("tracer-in-exit-loop", "terminates")).Lines.ToList();
        var start = lines.FindIndex(line => line.Contains("from here on the steps repeat for ever", StringComparison.Ordinal));
        Assert.Contains($": steps {Cells(lines[start + 1])[0]} to {Cells(lines.FindLast(line => Step().IsMatch(line))!)[0]} repeat for ever", lines[^1], StringComparison.Ordinal);
    }

    private static void Check(StoredTrace trace, Outcome shown)
    {
        var invariant = InvariantCatalogue.All.Single(invariant => invariant.Invariant == trace["invariant"]);
        var end = $"     ✗ {invariant.Invariant}: ";
        Assert.Equal($"v4 violates {invariant.Invariant} in scenario {trace["scenario"]}", shown.Lines[0]);
        Assert.Contains($"  though “{invariant.Quote}”", shown.Lines);
        Assert.Contains($"         ({invariant.Source})", shown.Lines);
        Assert.Contains($"  schedule: {trace.Schedule}", shown.Lines);
        Assert.StartsWith(end, shown.LastLine, StringComparison.Ordinal);
        Assert.Contains("  because " + shown.LastLine[end.Length..], shown.Lines);

        var steps = shown.Lines.Where(line => Step().IsMatch(line)).ToList();
        Assert.Equal(Enumerable.Range(1, trace.Steps.Count).Select(number => $"{number}"), steps.Select(step => Cells(step)[0]));
        Assert.All(steps.Where(step => !step.Contains(" is placed on ", StringComparison.Ordinal)), step => Assert.Matches(@" │ [A-Za-z0-9]+\.cs:[0-9]+ [A-Za-z]+: \S", step));
    }

    private static string[] Cells(string line) => line.Split('│', StringSplitOptions.TrimEntries);

    private async Task<Outcome> Show(string scenario, string invariant) =>
        (await Run("show", (await runs.V4).PathOf($"traces/v4.{scenario}.{invariant}.trace.json"))).Ended(0);

    [GeneratedRegex("^ *[0-9]+ │ ", RegexOptions.None, 1000)]
    private static partial Regex Step();
}
