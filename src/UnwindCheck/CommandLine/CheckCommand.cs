using System.CommandLine;
using System.Globalization;
using System.Numerics;
using UnwindCheck.Checking;
using UnwindCheck.Page;
using UnwindCheck.Reports;
using UnwindCheck.Reports.Ci;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck check</c>, and <c>unwindcheck</c> without a command.</summary>
internal static class CheckCommand
{
    private const string DefaultTraceDirectory = "traces";

    /// <summary>Thirty years; a <see cref="TimeSpan"/> does not hold every number that can be written.</summary>
    private const double LongestTimeLimit = 1e9;

    public static Command Create(CancellationToken cancellation)
    {
        var designs = Repeated("--design", "-d", "A design to check; all of them unless given.", "NAME");
        var scenarios = Repeated("--scenario", "-s", "A shipped scenario or a scenario file; all shipped ones but the large unless given.", "NAME|FILE");
        var invariants = Repeated("--invariant", "-i", "An invariant to watch; all of them unless given.", "NAME");
        var json = new Option<string?>("--json") { Description = "Write the verdicts to this file as JSON.", HelpName = "FILE" };
        var traces = new Option<string>("--traces") { Description = "Where traces go.", HelpName = "DIR", DefaultValueFactory = _ => DefaultTraceDirectory };
        var html = new Option<string?>("--html") { Description = "Write a page for each violation and an overview to this directory, to look at in a browser.", HelpName = "DIR" };
        var maxStates = MaxStates();
        var timeLimit = TimeLimit();
        var all = new Option<bool>("--all") { Description = "The large shipped scenarios too, which take minutes." };
        var explain = new Option<bool>("--explain") { Description = "List the scheduling points met and what is not modelled." };
        var command = new Command("check", "Check designs in scenarios over all interleavings.") { designs, scenarios, invariants, json, traces, html, maxStates, timeLimit, all, explain };
        var ci = CiOptions.AddTo(command);
        command.SetAction(parsed => Run(
            new CheckRequest(
                Inputs.Designs(parsed.GetValue(designs) ?? []),
                Inputs.Scenarios(parsed.GetValue(scenarios) ?? [], parsed.GetValue(all)),
                Inputs.Invariants(parsed.GetValue(invariants) ?? []),
                parsed.GetValue(traces),
                parsed.GetValue(maxStates),
                LimitOf(parsed.GetValue(timeLimit))),
            parsed.GetValue(json),
            parsed.GetValue(html),
            parsed.GetValue(explain),
            ci.Files(parsed),
            cancellation));
        return command;
    }

    /// <summary>Checks everything that is shipped but the large scenarios.</summary>
    public static int RunAll(CancellationToken cancellation) =>
        Run(new CheckRequest(Inputs.Designs([]), Inputs.Scenarios([], large: false), Inputs.Invariants([]), DefaultTraceDirectory, null, null), null, null, false, CiFiles.None, cancellation);

    /// <summary>The option that limits how many states each search may find.</summary>
    internal static Option<long?> MaxStates(string description = "Stop each search, incomplete, after this many states.") => Positive<long>("--max-states", description, "N", "a whole number");

    /// <summary>The option that limits how long each search may take.</summary>
    internal static Option<double?> TimeLimit() => Positive<double>("--time-limit", "Stop each search, incomplete, after this many seconds.", "S", "a number");

    /// <summary>The limit that was given with it.</summary>
    internal static TimeSpan? LimitOf(double? seconds) => seconds is { } limit ? TimeSpan.FromSeconds(Math.Min(limit, LongestTimeLimit)) : null;

    private static int Run(CheckRequest request, string? jsonPath, string? pages, bool explain, CiFiles ci, CancellationToken cancellation)
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
        var rows = ProgressDisplay.Run(runner);
        var console = Consoles.Output();
        MatrixReport.Print(console, rows, request);
        if (explain)
        {
            Explanation.Print(Console.Out, rows);
        }

        // Whatever happens to the files: the results are on the screen by now.
        BaselineReport.Print(Console.Out, rows, request.Invariants);
        Console.Out.WriteLine(Summary.Of(rows));
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
        return runner.UnwrittenTrace is { } problem ? throw new InputException(problem) : exitCode;
    }

    private static Option<string[]> Repeated(string name, string alias, string description, string help) =>
        new(name, alias) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false };

    /// <summary>An option whose value is a number greater than 0.</summary>
    internal static Option<T?> Positive<T>(string name, string description, string help, string what)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = help,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > T.Zero)
                {
                    return number;
                }

                result.AddError($"{name} {text}: expected {what} greater than 0");
                return null;
            },
        };
}
