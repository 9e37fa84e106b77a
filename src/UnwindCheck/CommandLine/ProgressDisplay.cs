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
            using var ticker = new Ticker(() => Console.Error.WriteLine(Describe(runner)), interval);
            return runner.Run();
        }

        if (Consoles.IsPlain || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return runner.Run();
        }

        return AnsiConsole.Status().Start("checking", context =>
        {
            using var ticker = new Ticker(() => context.Status(Markup.Escape(Cut(Describe(runner), AnsiConsole.Profile.Width - SpinnerWidth))), Interval);
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
        return $"{head}; {longest.Key}: {Numbers.Exact(states)} states, {Numbers.Exact((long)longest.Value.Rate)}/s, frontier {Numbers.Exact(frontier)}, depth {depth}{Estimate.Of(longest.Value)}";
    }
}
