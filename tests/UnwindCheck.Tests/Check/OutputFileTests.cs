using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Check;

/// <summary>Places that cannot be written to are noticed before the search, and cost no result after it.</summary>
public sealed class OutputFileTests : ProgramTest
{
    private const string Check = "check --design v4 --scenario first-request";

    [Fact]
    public async Task A_report_in_a_directory_that_does_not_exist_is_refused_before_the_search()
    {
        (await Run($"{Check} --json nowhere/r.json")).Refused("nowhere/r.json:1:1: cannot be written: ");
        Assert.Equal(["traces"], Here.Entries);
    }

    [Fact]
    public async Task A_report_in_place_of_a_directory_is_refused_before_the_search()
    {
        Directory.CreateDirectory(Here.PathOf("r.json"));
        (await Run($"{Check} --json r.json")).Refused("r.json:1:1: cannot be written: it is a directory");
        Assert.Equal(["r.json", "traces"], Here.Entries);
    }

    [Fact]
    public async Task A_report_without_a_name_is_refused() => (await Run([.. Check.Split(' '), "--json", ""])).Refused("cannot be written: ");

    [Fact]
    public async Task A_report_may_lie_among_the_traces()
    {
        (await Run($"{Check} --traces out --json out/r.json")).Ended(1);
        Assert.Equal("violated", Assert.Single(Report.Parse(Here.Read("out/r.json")).Results).Verdict);
    }

    [Fact]
    public async Task A_report_takes_the_place_of_an_older_one()
    {
        Here.Write("r.json", new string('x', 100_000));
        (await Run($"{Check} --json r.json")).Ended(1);
        Assert.NotEmpty(Report.Parse(Here.Read("r.json")).Results);
    }

    [Fact]
    public async Task A_report_can_go_to_a_device()
    {
        var outcome = (await RunAlone($"{Check} --json /dev/stdout")).Ended(1);
        Assert.NotEmpty(Report.Parse(outcome.Output[outcome.Output.IndexOf("\n{", StringComparison.Ordinal)..]).Results);
    }

    [Fact]
    public async Task A_file_in_place_of_the_directory_for_traces_is_refused_before_the_search()
    {
        Here.Write("out", "precious");
        (await Run($"{Check} --traces out --json r.json")).Refused("out:1:1: cannot be a directory for traces: ", "give another one with --traces");
        Assert.Equal(["out"], Here.Entries);
        Assert.Equal("precious", Here.Read("out"));
    }

    [Fact]
    public async Task A_trace_that_cannot_be_written_costs_neither_the_results_nor_the_other_traces()
    {
        const string InTheWay = "traces/v4.first-request.contract-queued.trace.json";
        Directory.CreateDirectory(Here.PathOf(InTheWay));
        var outcome = await Run($"{Check} --json r.json");
        outcome.RefusedAtTheEnd($"{InTheWay}:1:1: cannot be written: ");
        Assert.StartsWith("exhaustive: ", outcome.LastLine, StringComparison.Ordinal);
        var violations = Assert.Single(Report.Parse(Here.Read("r.json")).Results).Violations;
        Assert.Equal([("contract-queued", null), ("callback-spurious", "traces/v4.first-request.callback-spurious.trace.json")], violations.Select(violation => (violation.Invariant, violation.Trace)));
        Assert.Equal(["r.json", "traces", "traces/v4.first-request.callback-spurious.trace.json", InTheWay], Here.Entries);
    }
}
