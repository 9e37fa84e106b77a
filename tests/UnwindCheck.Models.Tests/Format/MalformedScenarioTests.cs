using UnwindCheck.Models.Format;

namespace UnwindCheck.Models.Tests.Format;

/// <summary>A scenario that cannot be understood is refused with the place and what was expected there.</summary>
public sealed class MalformedScenarioTests
{
    private const string Lines = "about, large, arch, config, cpus, counter, records, registered, budget, tracer, task, irq, softirq, nmi, at or remote";

    [Theory]
    [InlineData("", "1:1: a scenario needs a task; add one such as: task A on 0 { syscall { request w } }")]
    [InlineData("about \"x\"\n", "2:1: a scenario needs a task; add one such as: task A on 0 { syscall { request w } }")]
    [InlineData("about x", "1:7: expected a text in double quotes, found 'x'")]
    [InlineData("about \"x", "1:7: a text that begins with \" must end with \" on the same line")]
    [InlineData("about \"x\n\"", "1:7: a text that begins with \" must end with \" on the same line")]
    [InlineData("task A on 0 { } @", "1:17: '@' has no meaning here; names are made of letters, digits, '-', '_' and '.'")]
    [InlineData("tasks A", "1:1: a line cannot begin with 'tasks'; it begins with " + Lines)]
    [InlineData("{", "1:1: expected a line that begins with " + Lines + ", found '{'")]
    [InlineData("arch vax", "1:6: expected an architecture (x86-64, arm64, generic-32), found 'vax'")]
    [InlineData("cpus 9", "1:6: expected the number of CPUs, a number from 1 to 8, found '9'")]
    [InlineData("cpus", "1:5: expected the number of CPUs, a number from 1 to 8, found the end of the file")]
    [InlineData("cpus 2\ncpus 2", "2:1: 'cpus' is given twice; give it once")]
    [InlineData("config unwind-user", "1:8: expected 'no-unwind-user', found 'unwind-user'")]
    [InlineData("counter 5", "1:9: expected 'bits', found '5'")]
    [InlineData("counter bits 49", "1:14: expected the bits of the counter, a number from 1 to 48, found '49'")]
    [InlineData("registered 64", "1:12: expected how many tracers are registered already, a number from 0 to 63, found '64'")]
    [InlineData("registered 1 registered 1", "1:14: 'registered' is given twice; give it once")]
    [InlineData("budget nmis 1", "1:8: there is no budget 'nmis'; there are faults, allocations and preemptions")]
    [InlineData("budget faults 1 budget allocations 1 budget faults 2", "1:45: 'faults' is given twice; give it once")]
    [InlineData("tracer w per-cat", "1:10: expected a kind of tracer (per-task, per-cpu, shared, perf-task, perf-cpu, perf, lttng, ftrace, bpf-off-cpu), found 'per-cat'")]
    [InlineData("tracer w shared callback 2", "1:26: expected 'requests', found '2'")]
    [InlineData("task A on 0 { request w }", "1:15: a task cannot do 'request' in user mode; it can syscall { … }, call and return")]
    [InlineData("task A on 0 { syscall { free w of A } }", "1:25: 'free' cannot be done here; what can: request, block, exit, fork, resched, cancel, signal, stop, unwind, mmap-write")]
    [InlineData("task A on 0 { syscall { request w }", "1:36: expected syscall, call, return or }, found the end of the file")]
    [InlineData("task A on zero { }", "1:11: expected a CPU, a number from 0 to 7, found 'zero'")]
    [InlineData("task A may on 0 { }", "1:12: expected 'run', found 'on'")]
    [InlineData("task A on 0 { syscall { cancel w A } }", "1:34: expected 'of', found 'A'")]
    [InlineData("task A on 0 kthread worker { }", "1:21: expected '{', found 'worker'")]
    [InlineData("task A on 0 worker forked { }", "1:20: expected '{', found 'forked'")]
    [InlineData("task A on 0 { }\nirq i on 0 { }", "2:12: expected 'max', found '{'")]
    [InlineData("task A on 0 { }\nirq i max 0 { }", "2:11: expected how often it may strike, a number from 1 to 100, found '0'")]
    [InlineData("task A on 0 { }\nirq i max 1 { signal }", "2:15: 'signal' cannot be done here; what can: request, resched, cancel")]
    [InlineData("task A on 0 { }\nremote r { register w A }", "2:23: expected 'of', found 'A'")]
    [InlineData("task A on 0 { }\nirq i max 1 { block }", "2:15: 'block' cannot be done here; what can: request, resched, cancel")]
    [InlineData("task A on 0 { }\nnmi n depth 16 max 1 { }", "2:13: expected the nesting depth, a number from 1 to 15, found '16'")]
    [InlineData("task A on 0 { }\nnmi n max 1 in user { }", "2:16: expected 'kernel', found 'user'")]
    [InlineData("task A on 0 { }\nirq i on 0,0 max 1 { }", "2:12: CPU 0 is listed twice; list it once")]
    [InlineData("task A on 0 { }\nat exit { }", "2:4: expected a tracepoint (user_exit, irq_enable, irq_disable, user_enter, sched_switch, sched_process_exit, signal_deliver), found 'exit'")]
    [InlineData("task A on 0 { }\nremote r { request w }", "2:12: 'request' cannot be done here; what can: cancel, register, quiesce, free, detach")]
    public void What_the_grammar_does_not_allow_is_refused(string text, string message) => AssertRefused(text, message);

    [Theory]
    [InlineData("task A on 0 { syscall { request w } }", "1:25: there is no tracer 'w'; add a line such as: tracer w per-task")]
    [InlineData("tracer v shared task A on 0 { syscall { request w } }", "1:41: there is no tracer 'w'; there are: v")]
    [InlineData("tracer v shared task A on 0 { syscall { cancel v of B } }", "1:41: there is no task 'B'; there are: A")]
    [InlineData("task A on 0 { }\nat irq_enable in B { }", "2:1: there is no task 'B'; there are: A")]
    [InlineData("tracer v shared\ntask A on 0 { }\nremote r { quiesce v }", "3:12: tracer 'v' cannot be quiesced; add 'quiesced' to its line")]
    [InlineData("tracer v shared\ntracer v per-cpu\ntask A on 0 { }", "2:8: the name 'v' is used twice; tracers need different names")]
    [InlineData("task A on 0 { }\nirq A max 1 { }", "2:5: the name 'A' is used twice; tasks, interrupts and remotes need different names")]
    [InlineData("task A on 0 { }\nremote r { register w of A }", "2:12: there is no tracer 'w'; add a line such as: tracer w per-task")]
    [InlineData("task A on 0 { call call call call call call call syscall { signal } }", "1:50: task 'A' nests 8 calls; at most 7 fit into a trace")]
    [InlineData("task A on 1 { }", "1:6: there is no CPU 1: the scenario has 1, numbered from 0; raise 'cpus'")]
    [InlineData("cpus 2 task A on 0 { }\nnmi n on 0,2 max 1 { }", "2:5: there is no CPU 2: the scenario has 2, numbered from 0; raise 'cpus'")]
    [InlineData("task A { }", "1:6: task 'A' runs nowhere; add 'on 0', or 'may run on 0' if it has to wait for a CPU")]
    [InlineData("cpus 2 task A on 0 may run on 1 { }", "1:13: task 'A' begins on CPU 0, which is not among those it may run on")]
    [InlineData("task A on 0 { }\ntask B on 0 { }", "2:6: task 'B' begins on the CPU of task 'A'; write 'may run on 0' for the one that waits")]
    [InlineData("task A on 0 { syscall { exit; block } }", "1:25: nothing can follow 'exit'; make it the last thing that the task does")]
    [InlineData("task A on 0 { syscall { exit } call }", "1:25: nothing can follow 'exit'; make it the last thing that the task does")]
    [InlineData("cpus 2\ntask A on 0 { syscall { fork B } }\ntask B on 1 { }", "2:25: task 'B' runs from the beginning; add 'forked' to it, or fork another one")]
    [InlineData("task A on 0 { }\ntask B may run on 0 forked { }", "2:6: task 'B' is 'forked', but no task forks it; add 'fork B' to a syscall")]
    [InlineData("cpus 2\ntask A on 0 { syscall { fork B } }\ntask B on 1 forked { }", "3:6: task 'B' is forked, so it cannot run on a CPU at first; write 'may run on' instead of 'on'")]
    [InlineData("task A on 0 { syscall { fork B; fork B } }\ntask B may run on 0 forked { }", "1:33: task 'B' is forked twice; add another task for the second fork")]
    [InlineData("task A on 0 { }\ntask B may run on 0 forked { syscall { fork B } }", "2:6: task 'B' is 'forked', but no task forks it; add 'fork B' to a syscall")]
    public void What_makes_no_sense_is_refused(string text, string message) => AssertRefused(text, message);

    private static void AssertRefused(string text, string message) =>
        Assert.Equal("a.scenario:" + message, Assert.Throws<ScenarioException>(() => ScenarioParser.Parse("a", "a.scenario", text)).Message);
}
