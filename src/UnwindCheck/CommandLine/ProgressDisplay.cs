using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Reports;

namespace UnwindCheck.CommandLine;

/// <summary>Shows on a terminal how far a check has come; says nothing where plain text is wanted.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private const int SpinnerWidth = 3;

    /// <param name="runner">What runs.</param>
    /// <param name="linesEvery">How often to write a line to the standard error; null: never.</param>
    public static IReadOnlyList<CheckRow> Run(CheckRunner runner, TimeSpan? linesEvery)
    {
        if (linesEvery is { } interval)
        {
            using var timer = new Timer(_ => Console.Error.WriteLine(Describe(runner)), null, interval, interval);
            return runner.Run();
        }

        if (Consoles.IsPlain || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return runner.Run();
        }

        return AnsiConsole.Status().Start("checking", context =>
        {
            using var timer = new Timer(_ => context.Status(Markup.Escape(Cut(Describe(runner), AnsiConsole.Profile.Width - SpinnerWidth))), null, Interval, Interval);
            return runner.Run();
        });
    }

    /// <summary>A line that is longer than the terminal would leave its rest behind with every change.</summary>
    private static string Cut(string line, int width) => line.Length <= width ? line : line[..Math.Max(0, width - 1)] + "…";

    private static string Describe(CheckRunner runner)
    {
        var longest = runner.Running.OrderByDescending(search => search.Value.Elapsed).FirstOrDefault();
        var head = $"{runner.Done} of {runner.Total} searches done";
        if (longest.Key is null || longest.Value.Elapsed < Interval)
        {
            return head;
        }

        var (states, frontier, depth, _) = longest.Value;
        var end = longest.Value.EstimatedStates is { } total ? $", about {Numbers.Short(RoundedUp(total))} in the end{TimeLeft(longest.Value.TimeLeft)}" : "";
        return $"{head}; {longest.Key}: {Numbers.Exact(states)} states, {Numbers.Exact((long)longest.Value.Rate)}/s, frontier {Numbers.Exact(frontier)}, depth {depth}{end}";
    }

    /// <summary>An estimate has no more than two digits.</summary>
    private static long RoundedUp(long number)
    {
        var unit = 1L;
        while (number / unit >= 100)
        {
            unit *= 10;
        }

        return (number / unit + 1) * unit;
    }

    private static string TimeLeft(TimeSpan? left) => left switch
    {
        null => "",
        { TotalMinutes: < 1 } time => $", {time.TotalSeconds:0} s left",
        { TotalHours: < 1 } time => $", {time.TotalMinutes:0} min left",
        { TotalHours: < 100_000 } time => $", {time.TotalHours:0.0} h left",
        _ => ", years left",
    };
}
