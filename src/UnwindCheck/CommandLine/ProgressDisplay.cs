using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Reports;

namespace UnwindCheck.CommandLine;

/// <summary>Shows on a terminal how far a check has come; says nothing in a pipe.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static IReadOnlyList<CheckRow> Run(CheckRunner runner)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return runner.Run();
        }

        return AnsiConsole.Status().Start("checking", context =>
        {
            using var timer = new Timer(_ => context.Status(Markup.Escape(Describe(runner))), null, Interval, Interval);
            return runner.Run();
        });
    }

    private static string Describe(CheckRunner runner)
    {
        var longest = runner.Running.OrderByDescending(search => search.Value.Elapsed).FirstOrDefault();
        var head = $"{runner.Done} of {runner.Total} searches done";
        if (longest.Key is null || longest.Value.Elapsed < Interval)
        {
            return head;
        }

        var (states, frontier, depth, elapsed) = longest.Value;
        return $"{head}; {longest.Key}: {Numbers.Exact(states)} states, {Numbers.Exact((long)(states / elapsed.TotalSeconds))}/s, frontier {Numbers.Exact(frontier)}, depth {depth}";
    }
}
