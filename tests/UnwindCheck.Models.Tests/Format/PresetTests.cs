using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tests.Support;
using UnwindCheck.Models.Tracers;

namespace UnwindCheck.Models.Tests.Format;

/// <summary>Tracers of the field.</summary>
public sealed class PresetTests
{
    public static TheoryData<string> Names => [.. TracerPresets.All.Select(static preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_preset_is_in_a_shipped_scenario_with_care_and_in_one_without(string name)
    {
        // A careful ftrace or LTTng with one copy is a plain tracer: what counts is each switch by itself.
        var lines = ScenarioCatalogue.All.SelectMany(static scenario => scenario.Tracers).Where(line => line.Preset?.Name == name).ToList();

        Assert.Contains(lines, static line => !line.Careless);
        Assert.Contains(lines, static line => line.Careless);
    }

    [Theory]
    [InlineData("lttng sessions 2", 2)]
    [InlineData("ftrace instances 3", 3)]
    [InlineData("lttng", 1)]
    [InlineData("perf-task", 1)]
    public void Each_session_and_each_instance_asks(string kind, int requests) =>
        Assert.Equal(requests, Count<RequestReturned>("v4", $"tracer t {kind}\ntask A on 0 {{ syscall {{ request t }} }}"));

    [Theory]
    [InlineData("perf", "worker", 0)]
    [InlineData("perf careless", "worker", 1)]
    [InlineData("perf", "kthread", 0)]
    [InlineData("perf careless", "kthread", 1)]
    [InlineData("perf", "", 1)]
    public void Perf_leaves_out_what_has_no_user_side(string kind, string task, int requests) =>
        Assert.Equal(requests, Count<RequestReturned>("6.19", $"tracer t {kind}\ntask A on 0 {task} {{ syscall {{ request t }} }}"));

    [Fact]
    public void A_BPF_program_asks_by_itself_when_a_task_leaves_its_CPU() =>
        Assert.Equal(1, Count<RequestReturned>("6.19", "tracer b bpf-off-cpu\ntask A on 0 { syscall { block } }"));

    [Theory]
    [InlineData("", false)]
    [InlineData(" careless", true)]
    public void Detaching_with_care_frees_nothing_that_is_used(string careless, bool broken) => Assert.Equal(
        broken,
        Shipped.Violated(Shipped.Design("6.19"), Shipped.Text($"tracer p perf-task{careless}\ntask A on 0 {{ syscall {{ request p }} }}\nremote R {{ detach p of A }}")).Contains("use-after-free"));

    [Theory]
    [InlineData("tracer w shared", "tracer 'w' cannot be detached; make it one of perf-task, perf-cpu, lttng, ftrace, bpf-off-cpu, or quiesce, cancel and free it")]
    [InlineData("tracer w perf", "tracer 'w' cannot be detached")]
    public void Only_what_can_be_turned_off_can_be_detached(string tracer, string message)
    {
        var exception = Assert.Throws<ScenarioException>(() => Shipped.Text($"{tracer}\ntask A on 0 {{ }}\nremote R {{ detach w of A }}"));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains(":3:12:", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>How many events of a kind there are where there is one way to go on only.</summary>
    private static int Count<T>(string design, string text)
    {
        var interpreter = new Interleave.Replay.Interpreter(ScenarioModel.Build(Shipped.Design(design), Shipped.Text(text)));
        var count = 0;
        while (interpreter.Moves() is { Count: > 0 } moves)
        {
            count += interpreter.Apply(moves[0]).Events.OfType<T>().Count();
        }

        return count;
    }
}
