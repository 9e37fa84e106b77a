using System.CommandLine;
using Interleave.Exploration;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Page;
using UnwindCheck.Reports;
using UnwindCheck.Reports.Ci;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck check</c>, and <c>unwindcheck</c> without a command.</summary>
internal static class CheckCommand
{
    private const string DefaultTraceDirectory = "traces";

    public static Command Create(CancellationToken cancellation)
    {
        var designs = Repeated("--design", "-d", "A design to check; all of them unless given.", "NAME");
        var scenarios = Repeated("--scenario", "-s", "A shipped scenario or a scenario file; all shipped ones but the large unless given.", "NAME|FILE");
        var invariants = Repeated("--invariant", "-i", "An invariant to watch; all of them unless given.", "NAME");
        var json = new Option<string?>("--json") { Description = "Write the verdicts to this file as JSON.", HelpName = "FILE" };
        var traces = new Option<string>("--traces") { Description = "Where traces go.", HelpName = "DIR", DefaultValueFactory = _ => DefaultTraceDirectory };
        var html = new Option<string?>("--html") { Description = "Write a page for each violation and an overview to this directory, to look at in a browser.", HelpName = "DIR" };
        var search = new SearchArguments();
        var progress = SearchArguments.Positive<double>("--progress", "Say on the standard error every so many seconds how far the searches have come, a line each time. A terminal shows it anyway.", "S", "a number");
        var all = new Option<bool>("--all") { Description = "The large shipped scenarios too, which take minutes." };
        var explain = new Option<bool>("--explain") { Description = "List the scheduling points met and what is not modelled." };
        var command = new Command("check", "Check designs in scenarios over all interleavings.") { designs, scenarios, invariants, json, traces, html, progress, all, explain };
        search.AddTo(command);
        var ci = CiOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var (chosen, where) = (Inputs.Designs(parsed.GetValue(designs) ?? []), Inputs.Scenarios(parsed.GetValue(scenarios) ?? [], parsed.GetValue(all)));
            var watched = Inputs.Invariants(parsed.GetValue(invariants) ?? []);
            return Run(
                new CheckRequest(chosen, where, watched, parsed.GetValue(traces), search.Of(parsed, chosen.Count * where.Count, watched)),
                parsed.GetValue(json),
                parsed.GetValue(html),
                parsed.GetValue(explain),
                SearchArguments.LimitOf(parsed.GetValue(progress)),
                ci.Files(parsed),
                cancellation);
        });
        return command;
    }

    /// <summary>Checks everything that is shipped but the large scenarios.</summary>
    public static int RunAll(CancellationToken cancellation) =>
        Run(new CheckRequest(Inputs.Designs([]), Inputs.Scenarios([], large: false), Inputs.Invariants([]), DefaultTraceDirectory, SearchArguments.Ordinary()), null, null, false, null, CiFiles.None, cancellation);

    private static int Run(CheckRequest request, string? jsonPath, string? pages, bool explain, TimeSpan? progressEvery, CiFiles ci, CancellationToken cancellation)
    {
        if (request.TraceDirectory is not null)
        {
            Files.CreateDirectory(request.TraceDirectory);
        }

        if (pages is not null)
        {
            Files.CreateDirectory(pages, "pages");
            Files.RequireWritable(Pages.Overview(pages));
        }

        // The report may go where the traces go.
        if (jsonPath is not null)
        {
            Files.RequireWritable(jsonPath);
        }

        ci.RequireWritable();
        var runner = new CheckRunner(request, cancellation);
        var rows = ProgressDisplay.Run(runner, progressEvery);
        var console = Consoles.Output();
        MatrixReport.Print(console, rows, request);
        if (explain)
        {
            Explanation.Print(Console.Out, rows);
        }

        // Whatever happens to the files: the results are on the screen by now.
        BaselineReport.Print(Console.Out, rows, request.Invariants);
        foreach (var hint in rows.Select(row => row.Exploration.Search.Hint).OfType<LocalStateHint>().Distinct())
        {
            Console.Out.WriteLine($"{Numbers.Exact(hint.LocalStates)} of {Numbers.Exact(hint.All)} local states stand at {hint.Site.Member} ({hint.Site.File}:{hint.Site.Line}): does a number grow in a loop there?");
        }

        console.WriteLine(Summary.Of(rows));
        if (jsonPath is not null)
        {
            Files.Write(jsonPath, JsonReport.Of(rows));
        }

        if (pages is not null)
        {
            Pages.Write(pages, rows, request.Invariants);
            Console.Out.WriteLine($"pages: {Pages.Overview(pages)}");
        }

        var exitCode = rows.Any(row => row.Violations.Count > 0) ? ExitCode.Violated
            : rows.All(row => row.Exploration.Search.Complete) ? ExitCode.Held
            : ExitCode.Incomplete;
        ci.Write(() => JudgedRuns.OfCheck(rows, request.Invariants, exitCode));
        var unwritten = runner.UnwrittenTrace ?? rows.Select(row => row.Exploration.Search.CheckpointProblem).FirstOrDefault(problem => problem is not null);
        return unwritten is { } problem ? throw new InputException(problem) : exitCode;
    }

    private static Option<string[]> Repeated(string name, string alias, string description, string help) =>
        new(name, alias) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false };
}
