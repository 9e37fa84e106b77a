using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Traces;

/// <summary><c>replay --schedule</c>: schedules written by hand.</summary>
public sealed class ScheduleTests(SharedRuns runs) : ProgramTest
{
    private const string TwoCpus = "traces/v4.per-task-two-cpus.contract-queued.trace.json";

    [Theory]
    [InlineData("A×18")]
    [InlineData("A*18")]
    [InlineData("A×10 A×8")]
    [InlineData("B×3 A×12 B×1 A×6")]
    [InlineData("  B×18\n")]
    [InlineData("A×25 B×5")]
    public async Task Another_way_to_the_violation_is_1(string schedule)
    {
        var outcome = (await Replay(schedule)).Ended(1);
        Assert.Contains("contract-queued is violated at step ", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A×17 B×17")]
    [InlineData("")]
    public async Task A_way_past_the_violation_is_2(string schedule) =>
        (await Replay(schedule)).Refused("the schedule runs to its end without violating contract-queued");

    [Theory]
    [InlineData("A×10 C×1", "step 11: there is no process 'C'; there are A, B")]
    [InlineData("A×5 A→cpu1", "step 6: A cannot go on as the schedule says; what can: A, B")]
    [InlineData("A×5 B→cpu7", "step 6: there is no processor 'cpu7'; there are cpu0, cpu1")]
    [InlineData("A×18(1)", "step 18: A made fewer choices than the schedule gives for this run")]
    [InlineData("B×1 A×1000", "A cannot go on as the schedule says; what can: B")]
    public async Task A_way_that_cannot_be_gone_is_2_and_names_the_step(string schedule, string message) =>
        (await Replay(schedule)).Refused("--schedule: step ", message);

    [Fact]
    public async Task A_choice_that_is_missing_is_2_and_names_the_step() => (await Run(
        "replay",
        (await runs.V4).PathOf("traces/v4.allocation-fails.argument-initialised.trace.json"),
        "--schedule",
        "A×38")).Refused("--schedule: step 38: A has to choose, but the schedule gives no more choices for this run");

    [Theory]
    [InlineData("A×3 B", "'B'")]
    [InlineData("A×0", "'A×0'")]
    [InlineData("A×-1", "'A×-1'")]
    [InlineData("A×99999999999", "'A×99999999999'")]
    [InlineData("A×3(x)", "'A×3(x)'")]
    public async Task What_is_no_schedule_is_2_and_quotes_the_part(string schedule, string part) =>
        (await Replay(schedule)).Refused($"--schedule: {part} is not part of a schedule; write a run such as A×7");

    private async Task<Outcome> Replay(string schedule) => await Run("replay", (await runs.V4).PathOf(TwoCpus), "--schedule", schedule);
}
