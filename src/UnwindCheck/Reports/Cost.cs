using UnwindCheck.Traces;

namespace UnwindCheck.Reports;

/// <summary>What an execution takes: how long it is and what has to happen in it.</summary>
internal static class Cost
{
    public static string Of(TraceReplay replay) => string.Join(", ",
        Numbers.Count(replay.Steps.Count, "step"),
        Numbers.Count(replay.File.Preemptions, "context switch"),
        Numbers.Count(replay.File.Interrupts, "interrupt"),
        Numbers.Count(replay.File.Failures, "failure"));
}
