using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Stitch;

/// <summary><c>stitch</c>.</summary>
public sealed class StitchTests : ProgramTest
{
    private const string Sample = """{"type":"sample","time":10,"cpu":0,"pid":1,"tid":1,"cookie":"0x5","kernel":["0xf0"]}""";
    private const string Callchain = """{"type":"callchain","time":20,"cpu":1,"pid":1,"tid":1,"cookie":"0x5","user":["0x10","0x11"]}""";
    private const string LateSample = """{"type":"sample","time":30,"cpu":0,"pid":1,"tid":1,"cookie":"0x5","kernel":["0xf1"]}""";
    private const string Lost = """{"type":"lost","time":40,"cpu":1,"count":3}""";

    private const string JoinedLine = """{"type":"stitched","time":10,"cpu":0,"pid":1,"tid":1,"cookie":"0x5","outcome":"joined","kernel":["0xf0"],"user":["0x10","0x11"],"place":"cpu0.jsonl:1","callchainTime":20,"callchainPlace":"cpu1.jsonl:1"}""";
    private const string EarlyLine = """{"type":"stitched","time":30,"cpu":0,"pid":1,"tid":1,"cookie":"0x5","outcome":"joined-early","kernel":["0xf1"],"user":["0x10","0x11"],"place":"cpu0.jsonl:2","callchainTime":20,"callchainPlace":"cpu1.jsonl:1"}""";
    private const string EndLine = """{"type":"stitched","time":30,"cpu":0,"pid":1,"tid":1,"cookie":"0x5","outcome":"end-of-data","kernel":["0xf1"],"place":"cpu0.jsonl:2"}""";

    private const string BothSummary = "2 samples: 2 joined (1 to a stack that came first), 0 without a user stack; 0 stacks joined to no sample, 3 records lost\n";
    private const string ForwardSummary = "2 samples: 1 joined (0 to a stack that came first), 1 without a user stack (end-of-data 1); 0 stacks joined to no sample, 3 records lost\n";

    public StitchTests()
    {
        Here.Write("cpu0.jsonl", $"{Sample}\n{LateSample}\n");
        Here.Write("cpu1.jsonl", $"{Callchain}\n{Lost}\n");
    }

    [Fact]
    public async Task Buffers_of_several_CPUs_are_stitched_looking_both_ways() =>
        Gave(await Run("stitch cpu0.jsonl cpu1.jsonl"), $"{JoinedLine}\n{EarlyLine}\n", BothSummary);

    [Fact]
    public async Task The_order_of_the_files_does_not_matter_where_times_differ() =>
        Gave(await Run("stitch cpu1.jsonl cpu0.jsonl --rule both"), $"{JoinedLine}\n{EarlyLine}\n", BothSummary);

    [Fact]
    public async Task The_rule_of_the_perf_tool_misses_a_stack_that_came_first() =>
        Gave(await Run("stitch --rule forward cpu0.jsonl cpu1.jsonl"), $"{JoinedLine}\n{EndLine}\n", ForwardSummary);

    [Fact]
    public async Task Samples_go_to_a_file()
    {
        Here.Write("out.jsonl", new string('x', 100_000));
        Gave(await Run("stitch cpu0.jsonl cpu1.jsonl --output out.jsonl"), "", BothSummary);
        Assert.Equal($"{JoinedLine}\n{EarlyLine}\n", Here.Read("out.jsonl"));
        Assert.Equal(["cpu0.jsonl", "cpu1.jsonl", "out.jsonl"], Here.Entries);
    }

    [Fact]
    public async Task Samples_go_to_a_device() =>
        Gave(await Run("stitch cpu0.jsonl cpu1.jsonl --output /dev/stdout"), $"{JoinedLine}\n{EarlyLine}\n", BothSummary);

    [Fact]
    public async Task A_comparison_names_the_samples_that_the_rules_treat_differently() => Gave(
        await Run("stitch --compare cpu0.jsonl cpu1.jsonl"),
        "cpu0.jsonl:2: pid 1 tid 1 cookie 0x5: forward end-of-data, both joined-early with cpu1.jsonl:1\n1 sample treated differently\n",
        BothSummary);

    [Fact]
    public async Task A_comparison_can_go_with_an_output()
    {
        var outcome = await Run("stitch --compare --rule forward cpu0.jsonl --output out.jsonl");
        Gave(outcome, "0 samples treated differently\n", "2 samples: 0 joined (0 to a stack that came first), 2 without a user stack (end-of-data 2); 0 stacks joined to no sample, 0 records lost\n");
        Assert.Equal(2, Here.Read("out.jsonl").TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task The_standard_input_is_a_file_too()
    {
        var outcome = await RunningProgram.RunOther(Here.FullName, "sh", "-c", $"cat cpu1.jsonl | {RunningProgram.ShellCommand} stitch cpu0.jsonl -");
        Gave(outcome, $"{JoinedLine}\n{EarlyLine}\n".Replace("cpu1.jsonl", "-", StringComparison.Ordinal), BothSummary);
    }

    [Fact]
    public async Task An_empty_standard_input_has_no_samples() =>
        Gave(await Run("stitch -"), "", "0 samples: 0 joined (0 to a stack that came first), 0 without a user stack; 0 stacks joined to no sample, 0 records lost\n");

    [Fact]
    public async Task Records_that_are_out_of_order_are_counted()
    {
        Here.Write("cpu0.jsonl", $"{LateSample}\n\n{Sample}\n");
        var outcome = await Run("stitch cpu0.jsonl cpu1.jsonl");
        Assert.EndsWith("3 records lost; 1 record out of order, the first at cpu0.jsonl:3: sorted by time\n", outcome.Errors, StringComparison.Ordinal);
        Assert.Equal(["joined", "joined-early"], outcome.Lines.Select(line => line.Split("\"outcome\":\"")[1].Split('"')[0]));
    }

    [Fact]
    public async Task Reasons_and_stacks_that_found_nothing_are_counted()
    {
        Here.Write("all.jsonl",
            """
            {"type":"sample","time":1,"cpu":0,"pid":1,"tid":1}
            {"type":"sample","time":2,"cpu":0,"pid":1,"tid":1,"cookie":1}
            {"type":"callchain","time":3,"cpu":0,"pid":1,"tid":1,"cookie":2,"user":[]}
            {"type":"sample","time":4,"cpu":0,"pid":1,"tid":1,"cookie":3}
            {"type":"exit","time":5,"cpu":0,"pid":1,"tid":1}
            {"type":"sample","time":6,"cpu":0,"pid":1,"tid":1,"cookie":4}
            {"type":"lost","time":7,"cpu":0,"count":18446744073709551615}
            {"type":"lost","time":8,"cpu":0,"count":1}
            """);
        var outcome = await Run("stitch all.jsonl");
        Assert.Equal("4 samples: 0 joined (0 to a stack that came first), 4 without a user stack (not-deferred 1, superseded 1, thread-ended 1, end-of-data 1); 1 stack joined to no sample, 18,446,744,073,709,551,616 records lost\n", outcome.Errors);
        Assert.Equal(0, outcome.ExitCode);
    }

    private static void Gave(Outcome outcome, string output, string errors)
    {
        Assert.Equal(output, outcome.Output);
        Assert.Equal(errors, outcome.Errors);
        Assert.Equal(0, outcome.ExitCode);
    }
}
