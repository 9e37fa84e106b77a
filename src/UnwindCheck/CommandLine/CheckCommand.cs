using System.CommandLine;
using System.Globalization;
using UnwindCheck.Checking;
using UnwindCheck.Reports;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck check</c>, and <c>unwindcheck</c> without a command.</summary>
internal static class CheckCommand
{
    private const string DefaultTraceDirectory = "traces";

    public static Command Create(CancellationToken cancellation)
    {
        var designs = Repeated("--design", "-d", "A design to check; all of them unless given.", "NAME");
        var scenarios = Repeated("--scenario", "-s", "A shipped scenario or a scenario file; all shipped ones unless given.", "NAME|FILE");
        var invariants = Repeated("--invariant", "-i", "An invariant to watch; all of them unless given.", "NAME");
        var json = new Option<string?>("--json") { Description = "Write the verdicts to this file as JSON.", HelpName = "FILE" };
        var traces = new Option<string>("--traces") { Description = "Where traces go.", HelpName = "DIR", DefaultValueFactory = _ => DefaultTraceDirectory };
        var maxStates = new Option<long?>("--max-states") { Description = "Stop each search, incomplete, after this many states.", HelpName = "N" };
        var timeLimit = new Option<double?>("--time-limit") { Description = "Stop each search, incomplete, after this many seconds.", HelpName = "S" };
        var explain = new Option<bool>("--explain") { Description = "List the scheduling points met and what is not modelled." };
        maxStates.Validators.Add(result => RequirePositive(result, result.GetValueOrDefault<long?>()));
        timeLimit.Validators.Add(result => RequirePositive(result, result.GetValueOrDefault<double?>()));
        var command = new Command("check", "Check designs in scenarios over all interleavings.") { designs, scenarios, invariants, json, traces, maxStates, timeLimit, explain };
        command.SetAction(parsed => Run(
            new CheckRequest(
                Inputs.Designs(parsed.GetValue(designs) ?? []),
                Inputs.Scenarios(parsed.GetValue(scenarios) ?? []),
                Inputs.Invariants(parsed.GetValue(invariants) ?? []),
                parsed.GetValue(traces),
                parsed.GetValue(maxStates),
                parsed.GetValue(timeLimit) is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            parsed.GetValue(json),
            parsed.GetValue(explain),
            cancellation));
        return command;
    }

    /// <summary>Checks everything that is shipped.</summary>
    public static int RunAll(CancellationToken cancellation) =>
        Run(new CheckRequest(Inputs.Designs([]), Inputs.Scenarios([]), Inputs.Invariants([]), DefaultTraceDirectory, null, null), null, false, cancellation);

    private static int Run(CheckRequest request, string? jsonPath, bool explain, CancellationToken cancellation)
    {
        var runner = new CheckRunner(request, cancellation);
        var rows = ProgressDisplay.Run(runner);
        if (jsonPath is not null)
        {
            Files.Write(jsonPath, JsonReport.Of(rows));
        }

        var console = Consoles.Output();
        MatrixReport.Print(console, rows, request);
        if (explain)
        {
            Explanation.Print(Console.Out, rows);
        }

        Console.Out.WriteLine(Summary.Of(rows));
        return rows.Any(row => row.Violations.Count > 0) ? ExitCode.Violated
            : rows.All(row => row.Exploration.Search.Complete) ? ExitCode.Held
            : ExitCode.Incomplete;
    }

    private static Option<string[]> Repeated(string name, string alias, string description, string help) =>
        new(name, alias) { Description = description, HelpName = help, AllowMultipleArgumentsPerToken = false };

    private static void RequirePositive<T>(System.CommandLine.Parsing.OptionResult result, T? value)
        where T : struct, IComparable<T>
    {
        if (value is { } number && number.CompareTo(default) <= 0)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{result.Option.Name} {number}: expected a number greater than 0"));
        }
    }
}
