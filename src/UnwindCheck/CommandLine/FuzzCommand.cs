using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Fuzzing;
using UnwindCheck.Models;
using UnwindCheck.Reports;
using UnwindCheck.Reports.Ci;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck fuzz</c>.</summary>
internal static class FuzzCommand
{
    private const double DefaultSeconds = 60;
    private const string Pattern = "*.scenario";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static Command Create(CancellationToken cancellation)
    {
        var seed = new Option<ulong?>("--seed") { Description = "Where the cases come from; a new one each time unless given.", HelpName = "N" };
        var first = new Option<ulong>("--first") { Description = "The number of the first case.", HelpName = "N" };
        var cases = SearchArguments.Positive<long>("--cases", "Stop after this many cases.", "N", "a whole number");
        var time = SearchArguments.Positive<double>("--time", $"Stop after this many seconds; {DefaultSeconds} unless --cases is given.", "S", "a number");
        var designs = new Option<string[]>("--design", "-d") { Description = "A design; those that were merged and the repaired ones unless given.", HelpName = "NAME" };
        var only = new Option<string[]>("--property", "-p") { Description = "A property to check; all of them unless given.", HelpName = "NAME" };
        var corpus = new Option<string?>("--corpus") { Description = "Check the scenarios in this directory first, and keep what fails there.", HelpName = "DIR" };
        var maxStates = SearchArguments.Positive<long>("--max-states", "Skip a case with more states.", "N", "a whole number");
        var list = new Option<bool>("--list") { Description = "Only list the properties." };
        var command = new Command("fuzz", "Check what must hold of every design in every scenario, in random scenarios. Exits with 0 when no property failed, 1 when one did, 3 when nothing could be judged.")
        {
            seed, first, cases, time, designs, only, corpus, maxStates, list,
        };
        var ci = CiOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                foreach (var property in FuzzProperty.All(new KnownViolations()))
                {
                    Console.Out.WriteLine($"{property.Name}: {property.About}");
                }

                return ExitCode.Held;
            }

            var count = parsed.GetValue(cases);
            var plan = new FuzzPlan(
                parsed.GetValue(seed) ?? BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))),
                parsed.GetValue(first),
                (ulong?)count,
                SearchArguments.LimitOf(parsed.GetValue(time) ?? (count is null ? DefaultSeconds : null)));
            return Run(plan, Designs(parsed.GetValue(designs) ?? []), parsed.GetValue(only) ?? [], parsed.GetValue(corpus), new FuzzLimits(parsed.GetValue(maxStates) ?? new FuzzLimits().States), ci.Files(parsed), cancellation);
        });
        return command;
    }

    private static IReadOnlyList<DesignEntry> Designs(string[] names) => names.Length == 0 ? FuzzDesigns.Default : Inputs.Designs(names);

    private static int Run(FuzzPlan plan, IReadOnlyList<DesignEntry> designs, string[] only, string? corpus, FuzzLimits limits, CiFiles ci, CancellationToken cancellation)
    {
        var all = FuzzProperty.All(new KnownViolations());
        IReadOnlyList<FuzzProperty> properties = only.Length == 0 ? all : [.. only.Distinct(StringComparer.Ordinal).Select(name => Inputs.Named("property", name, all, property => property.Name, "'unwindcheck fuzz --list' shows all"))];
        if (corpus is not null)
        {
            Files.CreateDirectory(corpus, "corpus");
        }

        ci.RequireWritable();

        // Files that cannot be read are found out before the work begins.
        var runner = new FuzzRunner(new Fuzzer(plan.Seed, designs, properties, limits), properties, plan, Keep, cancellation);
        var kept = corpus is null ? [] : Directory.GetFiles(corpus, Pattern).Order(StringComparer.Ordinal).Select(path => (Path: path, Cases: FuzzFile.Cases(path, Files.Read(path, "a scenario"), designs, limits, cancellation))).ToList();
        Watch(runner, plan, () =>
        {
            kept.ForEach(file => runner.Replay(file.Path, file.Cases));
            runner.Run();
        });
        FuzzReport.Print(Consoles.Output(), runner, properties, CommandOf);
        var summary = FuzzReport.Summary(runner, plan);
        Console.Out.WriteLine(summary);
        var exitCode = runner.Findings.Count > 0 ? ExitCode.Violated : runner.Done > runner.TooLarge ? ExitCode.Held : ExitCode.Incomplete;
        ci.Write(() => JudgedRuns.OfFuzz(properties, runner, summary, exitCode));
        return exitCode;

        void Keep(FuzzFinding finding)
        {
            if (corpus is not null && finding.Path is null)
            {
                finding.Path = Path.Combine(corpus, FuzzFile.Name(finding.Case, finding.Property, finding.Outcome));
                Files.Write(finding.Path, FuzzFile.Text(finding.Case, finding.Property, finding.Outcome, CommandOf(finding)));
            }
        }

        string CommandOf(FuzzFinding finding)
        {
            // The number chooses the design among all, so that has to be the same: one design and its own number.
            var count = (ulong)designs.Count;
            return finding.Number is { } number
                ? string.Create(CultureInfo.InvariantCulture, $"unwindcheck fuzz --seed {plan.Seed} --first {number / count} --cases 1 -d {finding.Case.Design.Name} -p {finding.Property.Name} --max-states {limits.States}")
                : $"unwindcheck fuzz --corpus {corpus}";
        }
    }

    /// <summary>Shows on a terminal how far it has come.</summary>
    private static void Watch(FuzzRunner runner, FuzzPlan plan, Action run)
    {
        if (Consoles.IsPlain || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            run();
            return;
        }

        AnsiConsole.Status().Start("fuzzing", context =>
        {
            using var ticker = new Ticker(() => context.Status(Markup.Escape(Progress())), Interval);
            run();
        });

        string Progress() => $"seed {plan.Seed}: {Numbers.Count(runner.Done, "case")}, {Numbers.Exact(runner.TooLarge)} too large, {Numbers.Count(runner.Findings.Count, "finding")}, {runner.Elapsed.TotalSeconds:0}{(plan.Time is { } time ? $" of {time.TotalSeconds:0}" : "")} s";
    }
}
