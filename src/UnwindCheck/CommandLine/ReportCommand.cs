using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using UnwindCheck.Checking;
using UnwindCheck.Reports;
using UnwindCheck.Site;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck report</c>.</summary>
internal static class ReportCommand
{
    private const double Megabyte = 1e6;

    public static Command Create(CancellationToken cancellation)
    {
        var path = new Argument<string>("DIR") { Description = "The directory of the site. An earlier report there is replaced once this one is whole." };
        var designs = new Option<string[]>("--design", "-d") { Description = "A design to show; all of them unless given.", HelpName = "NAME" };
        var scenarios = new Option<string[]>("--scenario", "-s") { Description = "A shipped scenario or a scenario file; all shipped ones but the large unless given.", HelpName = "NAME|FILE" };
        var maxStates = SearchArguments.MaxStates();
        var timeLimit = SearchArguments.TimeLimit();
        var command = new Command("report", "Check designs in scenarios, answer the claims, and write all of it as a static site and as Markdown, with a page for each trace. Exits with 0 when the site is written, 3 when a search for it was cut short.")
        {
            path, designs, scenarios, maxStates, timeLimit,
        };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(designs) ?? [], places = parsed.GetValue(scenarios) ?? [];
            var options = SearchArguments.Ordinary() with { MaxStates = parsed.GetValue(maxStates), TimeLimit = SearchArguments.LimitOf(parsed.GetValue(timeLimit)) };
            return Run(parsed.GetValue(path)!, new SiteSearch(Inputs.Designs(named), Inputs.Scenarios(places, large: false), named.Length + places.Length > 0, options, cancellation), cancellation);
        });
        return command;
    }

    private static int Run(string path, SiteSearch search, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        using var directory = SiteDirectory.Begin(path);
        try
        {
            var content = search.Complete(ProgressDisplay.Run(search.Map, linesEvery: null));
            var searched = clock.Elapsed;
            var traces = SiteWriter.Write(content, directory, cancellation);
            directory.Commit();
            var (files, bytes) = directory.Size();
            Console.Out.WriteLine(Summary.Of(content.Rows));
            Console.Out.WriteLine($"report: {Path.Combine(path, SiteMap.Index)}: {Numbers.Count(traces, "trace")}, {Numbers.Count(files, "file")}, {(bytes / Megabyte).ToString("0.0", CultureInfo.InvariantCulture)} MB; searched in {Numbers.Seconds(searched)}, written in {Numbers.Seconds(clock.Elapsed - searched)}");
            return content.Traced.All(row => row.Exploration.Search.Complete) ? ExitCode.Held : ExitCode.Incomplete;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("unwindcheck: interrupted: no report was written");
            return ExitCode.Incomplete;
        }
    }
}
