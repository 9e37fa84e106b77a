using System.CommandLine;
using UnwindCheck.Exports;
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
        var exports = TraceExport.All();
        var command = new Command("show", "Print a trace: who does what, in which source line, and what comes of it; or write it in another form.") { path };
        foreach (var export in exports)
        {
            command.Add(export.Option);
        }

        command.SetAction(parsed =>
        {
            var wanted = exports.Select(export => (export, To: parsed.GetValue(export.Option))).Where(pair => pair.To is not null).ToList();
            var replay = TraceReplay.Of(parsed.GetValue(path)!);
            wanted.ForEach(pair => pair.export.To(pair.To!, replay));
            if (wanted.Count == 0)
            {
                Console.Out.Write(TraceText.Of(replay, Consoles.TerminalWidth));
            }

            return ExitCode.Held;
        });
        return command;
    }

    private static Argument<string> Path(string description) => new("TRACE") { Description = description };
}
