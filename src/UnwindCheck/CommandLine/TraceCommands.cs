using System.CommandLine;
using UnwindCheck.Reports;
using UnwindCheck.Traces;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck replay</c> and <c>unwindcheck show</c>.</summary>
internal static class TraceCommands
{
    public static Command Replay()
    {
        var path = Path("The trace to execute again.");
        var schedule = new Option<string?>("--schedule") { Description = "Execute this schedule in place of the trace's own, without comparing steps.", HelpName = "TEXT" };
        var command = new Command("replay", "Execute a trace again, step by step. Exits with 1 when it reaches its violation.") { path, schedule };
        command.SetAction(parsed =>
        {
            var replay = TraceReplay.Of(parsed.GetValue(path)!, parsed.GetValue(schedule));
            Console.Out.WriteLine($"{replay.File.Design} × {replay.File.Scenario}: {Numbers.Count(replay.Steps.Count, "step")} replayed, {replay.File.Invariant} is violated{(replay.ViolatedAtStep is { } step ? $" at step {step}" : "")}: {replay.Reason}");
            return ExitCode.Violated;
        });
        return command;
    }

    public static Command Show()
    {
        var path = Path("The trace to show.");
        var command = new Command("show", "Print a trace: who does what, in which source line, and what comes of it.") { path };
        command.SetAction(parsed =>
        {
            Console.Out.Write(TraceText.Of(TraceReplay.Of(parsed.GetValue(path)!)));
            return ExitCode.Held;
        });
        return command;
    }

    private static Argument<string> Path(string description) => new("TRACE") { Description = description };
}
