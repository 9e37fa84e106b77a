using System.CommandLine;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Claims;
using UnwindCheck.Reports;
using UnwindCheck.Reports.Ci;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck claims</c>.</summary>
internal static class ClaimsCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create(CancellationToken cancellation)
    {
        var ids = new Argument<string[]>("ID") { Description = "Claims to answer, with all their checks; all of them unless given.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--file", "-f") { Description = "Read the claims from this file, not the shipped ones.", HelpName = "FILE" };
        var traces = new Option<string>("--traces") { Description = "Where traces go.", HelpName = "DIR", DefaultValueFactory = _ => "traces" };
        var json = new Option<string?>("--json") { Description = "Write the answers to this file as JSON.", HelpName = "FILE" };
        var markdown = new Option<string?>("--markdown") { Description = "Write the answers to this file as a document to read.", HelpName = "FILE" };
        var timeLimit = SearchArguments.TimeLimit();
        var command = new Command(
            "claims",
            "Answer claims that people made about designs. Exits with 0 when every answer is as expected, 1 when one is not, 3 when one is undecided because its search was cut short.")
        {
            ids, file, traces, json, markdown, timeLimit,
        };
        var ci = CiOptions.AddTo(command);
        command.SetAction(parsed => Run(
            parsed.GetValue(file) is { } path ? ClaimFile.Parse(path, Files.Read(path, "claims")) : ClaimFile.Shipped(),
            parsed.GetValue(ids) ?? [],
            parsed.GetValue(traces)!,
            parsed.GetValue(json),
            parsed.GetValue(markdown),
            SearchArguments.LimitOf(parsed.GetValue(timeLimit)),
            ci.Files(parsed),
            cancellation));
        return command;
    }

    private static int Run(IReadOnlyList<Claim> all, string[] ids, string traceDirectory, string? jsonPath, string? markdownPath, TimeSpan? timeLimit, CiFiles ci, CancellationToken cancellation)
    {
        var asked = ids.Length == 0 ? all : [.. ids.Distinct(StringComparer.Ordinal).Select(id => Inputs.Named("claim", id, all, claim => claim.Id, "'unwindcheck claims' shows all"))];
        Files.CreateDirectory(traceDirectory);
        foreach (var path in new[] { jsonPath, markdownPath }.OfType<string>())
        {
            Files.RequireWritable(path);
        }

        ci.RequireWritable();
        var runner = new ClaimRunner(all, asked, traceDirectory, timeLimit, cancellation);
        var findings = Watched(runner);
        ClaimTable.Print(Consoles.Output(), asked, findings);
        foreach (var claim in asked.Where(_ => ids.Length > 0))
        {
            ClaimDetails.Print(Console.Out, claim, findings);
        }

        Console.Out.WriteLine(ClaimTable.Count(asked, findings));
        Console.Out.WriteLine(Summary.Of(findings.Rows));
        if (jsonPath is not null)
        {
            Files.Write(jsonPath, ClaimJson.Of(asked, findings));
        }

        if (markdownPath is not null)
        {
            Files.Write(markdownPath, ClaimMarkdown.Of(asked, findings));
        }

        var exitCode = ExitCodeOf(asked, findings);
        ci.Write(() => JudgedRuns.OfClaims(asked, findings, exitCode));
        return runner.UnwrittenTrace is { } problem ? throw new InputException(problem) : exitCode;
    }

    private static int ExitCodeOf(IReadOnlyList<Claim> asked, ClaimFindings findings) =>
        asked.Any(claim => findings.AnswerTo(claim) is not ClaimAnswer.Undecided and var answer && answer != claim.Expected) ? ExitCode.Violated
        : asked.Any(claim => findings.AnswerTo(claim) == ClaimAnswer.Undecided) ? ExitCode.Incomplete
        : ExitCode.Held;

    /// <summary>Runs the searches and shows on a terminal how far they have come.</summary>
    private static ClaimFindings Watched(ClaimRunner runner)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return runner.Run();
        }

        return AnsiConsole.Status().Start("checking", context =>
        {
            using var ticker = new Ticker(() => context.Status($"{runner.Done} of {runner.Total} searches done"), Interval);
            return runner.Run();
        });
    }
}
