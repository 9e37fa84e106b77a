using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Traces;

/// <summary>What is no trace, or not the trace that was written.</summary>
public sealed class DamagedTraceTests(SharedRuns runs) : ProgramTest
{
    private const string Trace = "traces/v4.first-request.contract-queued.trace.json";

    private const string Expected = "expected a trace that 'unwindcheck check' wrote";

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(900)]
    public async Task A_trace_that_ends_early_is_refused_where_it_ends(int characters)
    {
        var text = (await runs.V4).Read(Trace)[..characters];
        await Refused(text, $"t.trace.json:{text.Count(c => c == '\n') + 1}:{text.Length - text.LastIndexOf('\n')}: ", Expected);
    }

    [Theory]
    [InlineData("", "1:1: ")]
    [InlineData("task A on 0 { }\n", "1:2: ")]
    [InlineData("{\n  \"format\": oops\n}", "2:13: ")]
    public async Task What_is_no_JSON_is_refused_at_its_place(string text, string place) => await Refused(text, $"t.trace.json:{place}", Expected);

    [Theory]
    [InlineData("{ \"version\": \"0.1.0\", \"results\": [] }")]
    [InlineData("{ \"format\": 1 }")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"trace\"")]
    public async Task JSON_of_something_else_is_refused(string text) => await Refused(text, "t.trace.json:1:1: ", Expected);

    [Fact]
    public async Task The_report_of_a_check_is_no_trace() => (await Run("show", (await runs.V4).PathOf(SharedRun.ReportFile))).Refused("report.json:1:1: ", Expected);

    [Fact]
    public async Task Another_format_is_refused_whatever_else_it_holds() => await Refused(
        """{ "format": "unwindcheck-trace-2", "version": "9.8.7", "moves": [1, 2, 3] }""",
        "t.trace.json:1:1: ", "format 'unwindcheck-trace-2' is not known; expected 'unwindcheck-trace-1'", "9.8.7");

    [Fact]
    public async Task A_member_that_is_missing_is_named() => await Changed(trace => trace.Remove("scenarioText"), "t.trace.json:", Expected, "'scenarioText'");

    [Fact]
    public async Task A_member_too_many_is_named() => await Changed(trace => trace["colour"] = "blue", "t.trace.json:", Expected, "'colour'");

    [Fact]
    public async Task A_text_of_several_lines_is_quoted_in_one() => await Changed(trace => trace["design"] = "v\n\e[31m9", "has no design 'v  [31m9'");

    [Fact]
    public async Task A_step_that_was_changed_is_noticed() => await Changed(
        trace => trace.ChangeStep(7, "A Exchange cpu0.mask 1 0"),
        "t.trace.json:1:1: ", "the steps do not have the fingerprint that is stored with them");

    [Fact]
    public async Task A_design_that_is_unknown_is_refused_with_those_that_are_not() => await Changed(
        trace => trace["design"] = "v9",
        "t.trace.json:1:1: ", "has no design 'v9'", "v4-repaired");

    [Fact]
    public async Task An_invariant_that_is_unknown_is_refused() => await Changed(trace => trace["invariant"] = "no-bugs", "t.trace.json:1:1: ", "no-bugs");

    [Fact]
    public async Task A_scenario_that_cannot_be_read_is_refused_at_its_place() => await Changed(
        trace => trace.ChangeScenario("tracer w per-task\ntask A on 5 { }"),
        "t.trace.json (scenarioText):2:6: there is no CPU 5");

    private async Task Changed(Action<StoredTrace> change, params string[] fragments)
    {
        var trace = new StoredTrace((await runs.V4).Read(Trace));
        change(trace);
        await Refused(trace.ToString(), fragments);
    }

    private async Task Refused(string text, params string[] fragments)
    {
        Here.Write("t.trace.json", text);
        (await Run("replay t.trace.json")).Refused(fragments);
        Assert.Equal(["t.trace.json"], Here.Entries);
    }
}
