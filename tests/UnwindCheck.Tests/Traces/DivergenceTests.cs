using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Traces;

/// <summary>Traces that are whole, but of a program that did something else.</summary>
public sealed class DivergenceTests(SharedRuns runs) : ProgramTest
{
    [Fact]
    public async Task A_step_that_had_another_result_is_named() => await Refused(
        trace => trace.ChangeStep(10, "A FetchAdd cpu0.unwind_ctx_ctr 7 8"),
        "step 10 is now 'A FetchAdd cpu0.unwind_ctx_ctr 0 1', the trace has 'A FetchAdd cpu0.unwind_ctx_ctr 7 8'");

    [Fact]
    public async Task A_schedule_that_ends_earlier_is_named_by_the_first_step_that_is_missing() => await Refused(
        trace => trace["schedule"] = "A×17",
        "step 18 is now 'nothing', the trace has 'A Write cpu0.mask 1 0'");

    [Fact]
    public async Task A_schedule_that_goes_on_is_named_by_the_first_step_that_is_new() => await Refused(
        trace => trace["schedule"] = "A×19",
        "step 19 is now 'A Write cpu0.mask 0 1', the trace has 'nothing'");

    [Fact]
    public async Task A_schedule_that_the_model_cannot_follow_is_named_by_its_step() => await Refused(
        trace => trace["schedule"] = "A×4 B×14",
        "step 5: there is no process 'B'");

    [Fact]
    public async Task What_is_no_schedule_is_quoted() => await Refused(trace => trace["schedule"] = "A×18 and then some", "'and' is not part of a schedule");

    [Fact]
    public async Task A_scenario_that_ends_sooner_is_named_by_the_step_that_it_lacks() => await Refused(
        trace => trace.ChangeScenario("tracer w per-task\ntask A on 0 { call }"),
        "step 4: A cannot go on as the schedule says; nothing can");

    [Fact]
    public async Task A_design_that_does_something_else_is_named_by_its_first_step() => await Refused(
        trace =>
        {
            trace["design"] = "v4-lowbit";
            trace.Sign();
        },
        "does not fit this version of v4-lowbit", "step 11 is now 'A Write A.cookie 0 3', the trace has 'A Write A.cookie 0 1'");

    [Fact]
    public async Task Another_invariant_is_not_violated_by_the_schedule() => await Refused(
        trace => trace["invariant"] = "cookie-unique",
        "the schedule runs to its end without violating cookie-unique");

    [Fact]
    public async Task It_is_not_shown_either()
    {
        var trace = await Old();
        trace["schedule"] = "A×17";
        Here.Write("t.trace.json", trace.ToString());
        (await Run("show t.trace.json")).Refused("step 18 is now 'nothing'");
    }

    [Fact]
    public async Task The_schedule_of_a_trace_that_does_not_fit_can_be_tried_as_it_is()
    {
        var trace = await Old();
        trace.ChangeStep(10, "A FetchAdd cpu0.unwind_ctx_ctr 7 8");
        trace.Sign();
        Here.Write("t.trace.json", trace.ToString());
        (await Run("replay", "t.trace.json", "--schedule", trace.Schedule)).Ended(1);
    }

    private async Task Refused(Action<StoredTrace> change, params string[] fragments)
    {
        var trace = await Old();
        change(trace);
        trace.Sign();
        Here.Write("t.trace.json", trace.ToString());
        (await Run("replay t.trace.json")).Refused(fragments);
    }

    private async Task<StoredTrace> Old() =>
        new((await runs.V4).Read("traces/v4.first-request.contract-queued.trace.json")) { ["version"] = "0.0.9" };
}
