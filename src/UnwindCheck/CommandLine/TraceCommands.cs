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
        var paths = new Argument<string[]>("TRACE") { Description = "The traces to execute again.", Arity = ArgumentArity.OneOrMore };
        var schedule = new Option<string?>("--schedule") { Description = "Execute this schedule in place of the trace's own, without comparing steps.", HelpName = "TEXT" };
        var command = new Command("replay", "Execute traces again, step by step. Exits with 1 when each reaches its violation.") { paths, schedule };
        command.Validators.Add(result =>
        {
            if (result.GetResult(schedule) is not null && result.GetResult(paths) is { Tokens.Count: > 1 })
            {
                result.AddError("--schedule: goes with one trace, and there are several");
            }
        });
        command.SetAction(parsed =>
        {
            // All of them before anything is printed: when one cannot be replayed, that is all there is to say.
            var lines = parsed.GetValue(paths)!.Select(path => Summary(TraceReplay.Of(path, parsed.GetValue(schedule)))).ToList();
            lines.ForEach(Console.Out.WriteLine);
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
                Console.Out.Write(TraceColumns.Of(replay, Consoles.TerminalWidth));
            }

            return ExitCode.Held;
        });
        return command;
    }

    private static string Summary(TraceReplay replay) =>
        $"{replay.File.Design} × {replay.File.Scenario}: {Numbers.Count(replay.Steps.Count, "step")} replayed, {replay.File.Invariant} is violated{(replay.ViolatedAtStep is { } step ? $" at step {step}" : "")}: {replay.Reason}";

    private static Argument<string> Path(string description) => new("TRACE") { Description = description };
}
