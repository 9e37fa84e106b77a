using UnwindCheck.Models.Format;
using UnwindCheck.Models.Tests.Support;

namespace UnwindCheck.Models.Tests.Format;

/// <summary>What is read from a scenario says all that stands in it.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Names => [.. Shipped.Scenarios];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_scenario_that_is_written_and_read_again_is_the_same(string name)
    {
        var scenario = Shipped.Scenario(name);
        var printed = ScenarioPrinter.Print(scenario);

        Assert.Equal(printed, ScenarioPrinter.Print(ScenarioParser.Parse(name, "printed", printed)));
        Assert.Empty(Words(scenario.Text).Except(Words(printed)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shipped_scenario_that_is_written_and_read_again_has_the_same_states(string name)
    {
        var printed = ScenarioParser.Parse(name, "printed", ScenarioPrinter.Print(Shipped.Scenario(name)));
        var search = Interleave.Explore.All(ScenarioModel.Build(Shipped.Design("v4-repaired"), printed)).Search;

        Assert.Equal(Shipped.Explore("v4-repaired", name).Search.States, search.States);
    }

    [Fact]
    public void Everything_that_the_grammar_has_is_read()
    {
        var scenario = ScenarioParser.Parse("all", "all.scenario",
            """
            # Line breaks and ';' only separate.
            about "Everything." arch arm64 cpus 3; counter bits 5 start 9
            config no-unwind-user registered 63
            budget faults 1 budget allocations 2 budget preemptions 3
            tracer per.task per-task quiesced callback requests 4
            tracer c per-cpu
            tracer s shared callback cancels callback requests 2
            task A on 1 may run on 0,1,2 { call; syscall { request s; block; resched; fork C; cancel c of A } return }
            task B may run on 2 { syscall { exit } }
            task C may run on 0 forked { syscall { signal } return syscall { stop; unwind; mmap-write } }
            task K on 0 kthread { syscall { block } }
            task W on 2 may run on 1,2 worker { syscall { request s } }
            irq i on 0,2 max 5 in kernel { request c; resched }
            softirq so max 6 { cancel c of B }
            nmi n depth 3 on 1 max 7 { request s }
            nmi k max 9 in kernel { }
            at sched_switch in A max 8 { request s }
            at user_exit { }
            at signal_deliver { request c }
            remote r { quiesce per.task; cancel per.task of A; register c of A; free per.task of A }
            """);

        Assert.Equal(
            """
            about "Everything."
            arch arm64
            cpus 3
            counter bits 5 start 9
            registered 63
            budget faults 1
            budget allocations 2
            budget preemptions 3
            config no-unwind-user
            tracer per.task per-task quiesced callback requests 4
            tracer c per-cpu
            tracer s shared callback requests 2 callback cancels
            task A on 1 may run on 0,1,2 { call syscall { request s; block; resched; fork C; cancel c of A; } return }
            task B may run on 2 { syscall { exit; } }
            task C may run on 0 forked { syscall { signal; } return syscall { stop; unwind; mmap-write; } }
            task K on 0 may run on 0 kthread { syscall { block; } }
            task W on 2 may run on 1,2 worker { syscall { request s; } }
            irq i on 0,2 max 5 in kernel { request c; resched; }
            softirq so max 6 { cancel c of B; }
            nmi n depth 3 on 1 max 7 { request s; }
            nmi k max 9 in kernel { }
            at sched_switch in A max 8 { request s; }
            at user_exit { }
            at signal_deliver { request c; }
            remote r { quiesce per.task; cancel per.task of A; register c of A; free per.task of A; }

            """,
            ScenarioPrinter.Print(scenario));
    }

    [Fact]
    public void What_is_not_said_has_its_default()
    {
        var scenario = ScenarioParser.Parse("least", "least.scenario", "task A on 0 { }");

        Assert.Equal(
            """
            about ""
            arch x86-64
            cpus 1
            counter bits 48 start 0
            registered 0
            budget faults 0
            budget allocations 0
            budget preemptions 0
            task A on 0 may run on 0 {  }

            """,
            ScenarioPrinter.Print(scenario));
    }

    [Fact]
    public void Places_count_lines_and_columns_from_1()
    {
        var scenario = ScenarioParser.Parse("places", "places.scenario", "tracer w per-task\n\ntask A on 0 {\n  syscall { request w }\n}");

        Assert.Equal(new Position(1, 8), scenario.Tracers[0].Position);
        Assert.Equal(new Position(3, 6), scenario.Tasks[0].Position);
        Assert.Equal(new Position(4, 3), scenario.Tasks[0].Program[0].Position);
        Assert.Equal(new Position(4, 13), scenario.Tasks[0].Program[0].Body[0].Position);
    }

    private static IEnumerable<string> Words(string text) => text
        .Split('\n')
        .Where(static line => !line.StartsWith('#'))
        .SelectMany(static line => line.Split([' ', ';', ',', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
        .Distinct();
}
