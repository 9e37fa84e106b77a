using UnwindCheck.Checking;

namespace UnwindCheck.Reports;

/// <summary>What a verdict speaks of and what it does not: the scheduling points met, and what is not modelled.</summary>
internal static class Explanation
{
    private static readonly string[] NotModelled =
    [
        "weak memory: every execution is sequentially consistent (nothing in this interface needs barriers to go wrong)",
        "signals but for the task work on the way to the handler and the handler's frame, ptrace but for a stop, uprobes, live patching and KVM",
        "interrupts inside a softirq taken from user mode; interrupts before the first CPU of a task, but for NMIs",
        "rseq, compat mode, and changes of user registers inside one entry context but for a signal handler's",
        "sframe and shadow-stack unwinding: user stacks are walked by frame pointers",
        "the run queue's locks and the wake-up path: a task that sleeps may be woken at any time",
        "tracers that recurse: a tracepoint hit by a tracer's own code does not fire again",
        "interrupts on an idle CPU: there is no user stack to ask for; an irq_work that is pending there, and who waits for it, waits for the next task",
        "counters wider than 'counter bits' says, and more CPUs, tasks, interrupts and failures than the scenario has",
    ];

    public static void Print(TextWriter output, IReadOnlyList<CheckRow> rows)
    {
        var points = rows.SelectMany(row => row.Exploration.SchedulingPoints).Distinct().ToList();
        output.WriteLine($"scheduling points met ({points.Count}): before each of these operations anything else may happen, during one nothing");
        foreach (var file in points.GroupBy(point => point.File).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"  {file.Key}");
            foreach (var point in file.OrderBy(point => point.Line))
            {
                output.WriteLine($"    {point.Line,4}  {point.Member}: {Verb(point.Kind)} {point.Target}");
            }
        }

        output.WriteLine("not modelled:");
        foreach (var limit in NotModelled)
        {
            output.WriteLine($"  - {limit}");
        }

        output.WriteLine();
    }

    private static string Verb(Interleave.OperationKind kind) => kind switch
    {
        Interleave.OperationKind.CompareExchange => "compare and exchange",
        Interleave.OperationKind.FetchAdd => "fetch and add",
        Interleave.OperationKind.FetchOr => "fetch and or",
        Interleave.OperationKind.FetchAndNot => "fetch and clear",
        Interleave.OperationKind.WaitEqual or Interleave.OperationKind.WaitNotEqual => "wait for",
        Interleave.OperationKind.WaitExchange => "acquire",
        Interleave.OperationKind.ProcessorIndex => "read",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
