using UnwindCheck.Tests.Program;

namespace UnwindCheck.Tests.Inputs;

/// <summary>Scenario files that cannot be understood.</summary>
public sealed class MalformedScenarioTests : ProgramTest
{
    [Theory]
    [InlineData("", "1:1: a scenario needs a task; add one such as: task A on 0 { syscall { request w } }")]
    [InlineData("tracer w per-task\ntask A on 0 { syscall { request w }\n", "3:1: expected syscall, call, return or }, found the end of the file")]
    [InlineData("tracer w per-tusk\n", "1:10: expected a kind of tracer (per-task, per-cpu, shared, perf-task, perf-cpu, perf, lttng, ftrace, bpf-off-cpu), found 'per-tusk'")]
    [InlineData("cpus 9\n", "1:6: expected the number of CPUs, a number from 1 to 8, found '9'")]
    [InlineData("cpus 2\ncpus 2\n", "2:1: 'cpus' is given twice; give it once")]
    [InlineData("\n  taks A on 0 { }\n", "2:3: a line cannot begin with 'taks'; it begins with about, large, arch, config, cpus,")]
    [InlineData("about \"never closed\ntask A on 0 { }\n", "1:7: a text that begins with \" must end with \" on the same line")]
    [InlineData("task A on 0 { syscall { request v } }\n", "1:25: there is no tracer 'v'; add a line such as: tracer w per-task")]
    [InlineData("task A on 1 { }\n", "1:6: there is no CPU 1: the scenario has 1, numbered from 0; raise 'cpus'")]
    [InlineData("task A on 0 { syscall { exit } syscall { } }\n", "1:25: nothing can follow 'exit'; make it the last thing that the task does")]
    [InlineData("tracer w per-task\ntask A on 0 { }\nirq tick on 0 max 0 { request w }\n", "3:19: expected how often it may strike, a number from 1 to 100, found '0'")]
    [InlineData("tracer w per-task\ntask A on 0 { }\nremote r { request w }\n", "3:12: 'request' cannot be done here; what can: cancel, register, quiesce, free, detach")]
    [InlineData("task A on 0 { }\ntask A on 0 { }\n", "2:6: the name 'A' is used twice; tasks, interrupts and remotes need different names")]
    [InlineData("task A on 0 { syscall; }\n", "1:22: expected '{', found ';'")]
    [InlineData("task A on 0 { } § comment\n", "1:17: '§' has no meaning here; names are made of letters, digits, '-', '_' and '.'")]
    [InlineData("arch pdp-11\n", "1:6: expected an architecture (")]
    public async Task It_is_refused_at_its_place_with_what_was_expected(string text, string message)
    {
        Here.Write("bad.scenario", text);
        (await Run("check --scenario bad.scenario --json r.json")).Refused("unwindcheck: bad.scenario:" + message);
        Assert.Equal(["bad.scenario"], Here.Entries);
    }

    [Fact]
    public async Task One_that_can_be_read_and_not_be_run_is_named()
    {
        Here.Write("bad.scenario", "task A on 0 { syscall { } return }\n");
        (await Run("check --design v4 --scenario bad.scenario --json r.json")).Refused("bad", "return");
        Assert.DoesNotContain("r.json", Here.Entries);
    }

    [Fact]
    public async Task A_good_one_beside_a_bad_one_is_not_checked()
    {
        Here.Write("bad.scenario", "task");
        (await Run("check --scenario first-request --scenario bad.scenario --json r.json")).Refused("bad.scenario:1:5: expected the name of the task, found the end of the file");
        Assert.Equal(["bad.scenario"], Here.Entries);
    }
}
