using System.CommandLine;
using Interleave.Exploration;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Models.Sweep;
using UnwindCheck.Reports;
using UnwindCheck.Sweeping;
using UnwindCheck.Traces;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck sweep</c>.</summary>
internal static class SweepCommand
{
    private static readonly SweepBounds Largest = new();
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create(CancellationToken cancellation)
    {
        var designs = new Option<string[]>("--design", "-d") { Description = "A design to sweep.", HelpName = "NAME", Required = true };
        var requests = Bound("--requests", "Requests at most.", 1, 4, Largest.Requests);
        var tracers = Bound("--tracers", "Tracers at most.", 1, 2, Largest.Tracers);
        var interrupts = Bound("--interrupts", "Interrupts and NMIs at most.", 0, 2, Largest.Interrupts);
        var contexts = Bound("--contexts", "System calls at most.", 1, 2, Largest.Contexts);
        var without = new Option<string[]>("--without") { Description = "Leave out scenarios with cancels, exits, moves or hooks.", HelpName = "WHAT" };
        without.AcceptOnlyFromAmong("cancels", "exits", "moves", "hooks");
        var list = new Option<bool>("--list") { Description = "Only list the scenarios." };
        var json = new Option<string?>("--json") { Description = "Write the groups to this file as JSON.", HelpName = "FILE" };
        var markdown = new Option<string?>("--markdown") { Description = "Write the groups to this file as Markdown.", HelpName = "FILE" };
        var traces = new Option<string?>("--traces") { Description = "Where the scenario and the trace of each group go.", HelpName = "DIR" };
        var journal = new Option<string?>("--journal") { Description = "Keep the result of each scenario in this file as soon as it is there; a sweep that finds it goes on from there.", HelpName = "FILE" };
        var command = new Command("sweep", "Check a design in all scenarios up to a size, and group what it violates by cause.")
        {
            designs, requests, tracers, interrupts, contexts, without, list, json, markdown, traces, journal,
        };
        command.SetAction(parsed =>
        {
            var left = parsed.GetValue(without) ?? [];
            var bounds = new SweepBounds(
                parsed.GetValue(requests),
                parsed.GetValue(tracers),
                parsed.GetValue(interrupts),
                parsed.GetValue(contexts),
                !left.Contains("cancels", StringComparer.Ordinal),
                !left.Contains("exits", StringComparer.Ordinal),
                !left.Contains("moves", StringComparer.Ordinal),
                !left.Contains("hooks", StringComparer.Ordinal));
            if (parsed.GetValue(list))
            {
                foreach (var scenario in ScenarioSpace.Enumerate(bounds))
                {
                    Console.Out.WriteLine(scenario.Scenario.Name);
                }

                return ExitCode.Held;
            }

            return Run(parsed.GetValue(designs)!, bounds, parsed.GetValue(json), parsed.GetValue(markdown), parsed.GetValue(traces), parsed.GetValue(journal), cancellation);
        });
        return command;
    }

    private static int Run(string[] designs, SweepBounds bounds, string? json, string? markdown, string? traces, string? journalPath, CancellationToken cancellation)
    {
        var entries = Inputs.Designs(designs);
        foreach (var path in new[] { json, markdown }.OfType<string>())
        {
            Files.RequireWritable(path);
        }

        if (traces is not null)
        {
            Files.CreateDirectory(traces);
        }

        using var journal = journalPath is null ? null : SweepJournal.Open(journalPath);
        var scenarios = ScenarioSpace.Enumerate(bounds);
        var console = Consoles.Output();
        var results = new List<SweepResult>();
        foreach (var entry in entries)
        {
            var runner = new SweepRunner(entry, scenarios, new SearchOptions { Cancellation = cancellation }, journal);
            var result = Watch(runner);
            results.Add(result);
            SweepReport.Print(console, result);
            if (traces is not null)
            {
                WriteTraces(traces, result);
            }
        }

        if (json is not null)
        {
            Files.Write(json, SweepReport.ToJson(results));
        }

        if (markdown is not null)
        {
            Files.Write(markdown, SweepReport.ToMarkdown(results));
        }

        return results.Exists(result => result.Groups.Count > 0) ? ExitCode.Violated
            : results.TrueForAll(result => result.Incomplete.Count == 0) ? ExitCode.Held
            : ExitCode.Incomplete;
    }

    private static SweepResult Watch(SweepRunner runner)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return runner.Run();
        }

        return AnsiConsole.Status().Start("sweeping", context =>
        {
            using var ticker = new Ticker(() => context.Status($"{runner.Done} of {runner.Total} scenarios, {Numbers.Exact(runner.States)} states, {runner.Groups} groups"), Interval);
            return runner.Run();
        });
    }

    private static void WriteTraces(string directory, SweepResult result)
    {
        for (var i = 0; i < result.Groups.Count; i++)
        {
            var group = result.Groups[i];
            var scenario = group.Smallest.Scenario.Scenario;
            var name = Path.Combine(directory, $"{result.Design.Name}.{i + 1:00}.{group.Invariant}");
            Files.Write(name + ".scenario", scenario.Text);
            var model = Models.ScenarioModel.Build(result.Design, scenario);
            Files.Write(name + ".trace.json", TraceFile.Of(result.Design, scenario, model, group.Invariant, group.Smallest.Violation.WitnessIn(model)).ToJson());
        }
    }

    private static Option<int> Bound(string name, string description, int least, int most, int ordinary)
    {
        var option = new Option<int>(name) { Description = description, HelpName = $"{least}..{most}", DefaultValueFactory = _ => ordinary };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < least || number > most))
            {
                result.AddError($"{name} {result.Tokens[0].Value}: expected a number from {least} to {most}");
            }
        });
        return option;
    }
}
