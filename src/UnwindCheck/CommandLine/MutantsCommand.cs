using System.CommandLine;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Mutants;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck mutants</c>.</summary>
internal static class MutantsCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create(CancellationToken cancellation)
    {
        var designs = new Option<string[]>("--design", "-d") { Description = "A design to change. Without: every design that holds in two of three scenarios at least.", HelpName = "NAME" };
        var scenarios = new Option<string[]>("--scenario", "-s") { Description = "A scenario to run them in. Without: all, and those that are there for mutants.", HelpName = "NAME|FILE" };
        var only = new Option<string>("--only") { Description = "Only mutants whose name begins so.", HelpName = "PREFIX", DefaultValueFactory = _ => "" };
        var equivalents = new Option<string?>("--equivalents") { Description = "The mutants that are known to be equivalent. Without: models/mutants/equivalent.yaml as shipped.", HelpName = "FILE" };
        var list = new Option<bool>("--list") { Description = "Only list the mutations." };
        var json = new Option<string?>("--json") { Description = "Write what became of each mutant to this file as JSON.", HelpName = "FILE" };
        var command = new Command("mutants", "Change designs in every single step, and see whether the scenarios notice.")
        {
            designs, scenarios, only, equivalents, list, json,
        };
        command.SetAction(parsed =>
        {
            var names = parsed.GetValue(designs) ?? [];
            var entries = names.Length > 0 ? Inputs.Designs(names) : HoldingDesigns.All;
            if (parsed.GetValue(list))
            {
                List(entries, parsed.GetValue(only)!);
                return ExitCode.Held;
            }

            var known = parsed.GetValue(equivalents) is { } file ? EquivalentMutants.Read(file) : EquivalentMutants.Shipped();
            var some = parsed.GetValue(scenarios) ?? [];
            var chosen = some.Length > 0 ? Inputs.Scenarios(some, large: false) : [.. Inputs.Scenarios([], large: false), .. ScenarioCatalogue.ForMutants];
            var prefix = parsed.GetValue(only)!;
            var results = Run(entries, chosen, prefix, known, parsed.GetValue(json), cancellation);
            if (results.SelectMany(result => known.Errors(result, all: some.Length == 0 && prefix.Length == 0)).FirstOrDefault() is { } error)
            {
                throw new InputException(error);
            }

            return CodeOf(results, entries.Count);
        });
        return command;
    }

    private static void List(IReadOnlyList<DesignEntry> designs, string only)
    {
        foreach (var design in designs)
        {
            foreach (var mutation in MutantRunner.Catalogue(design).Where(mutation => mutation.Id.StartsWith(only, StringComparison.Ordinal)))
            {
                Console.Out.WriteLine($"{design.Name} {mutation.Id} {mutation.File}:{mutation.Line}: {MutantReport.Change(mutation)}");
            }
        }
    }

    private static List<MutantsOfDesign> Run(IReadOnlyList<DesignEntry> designs, IReadOnlyList<Models.Format.Scenario> scenarios, string only, EquivalentMutants equivalents, string? json, CancellationToken cancellation)
    {
        if (json is not null)
        {
            Files.RequireWritable(json);
        }

        var results = new List<MutantsOfDesign>();
        try
        {
            foreach (var design in designs)
            {
                results.Add(Watch(new MutantRunner(design, scenarios, cancellation) { Only = only }, design.Name, equivalents.Of(design.Name)));
            }
        }
        catch (OperationCanceledException)
        {
            // What is finished is reported.
        }

        MutantReport.Print(Consoles.Output(), results);
        if (json is not null)
        {
            Files.Write(json, MutantReport.ToJson(results));
        }

        return results;
    }

    /// <summary>The exit code: a gap first, then what is not known.</summary>
    /// <param name="results">What became of the mutants.</param>
    /// <param name="designs">How many designs were to be changed; with fewer results, somebody has interrupted it.</param>
    internal static int CodeOf(IReadOnlyList<MutantsOfDesign> results, int designs) =>
        results.Any(result => result.Count(MutantStatus.Survived) > 0) ? ExitCode.Violated
        : results.Count < designs || results.Any(result => result.Count(MutantStatus.Incomplete) > 0) ? ExitCode.Incomplete
        : ExitCode.Held;

    private static MutantsOfDesign Watch(MutantRunner runner, string name, IReadOnlyDictionary<string, string> equivalent)
    {
        if (Consoles.IsPlain || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            return runner.Run(equivalent);
        }

        return AnsiConsole.Status().Start($"{name}: exploring the design", context =>
        {
            using var ticker = new Ticker(() => context.Status(Progress(runner, name)), Interval);
            return runner.Run(equivalent);
        });
    }

    private static string Progress(MutantRunner runner, string name) => runner.Total == 0
        ? $"{name}: exploring the design"
        : $"{name}: {runner.Done} of {runner.Total} mutants, {runner.Alive} not killed so far";
}
