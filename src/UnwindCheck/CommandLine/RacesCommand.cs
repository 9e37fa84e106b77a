using System.CommandLine;
using Interleave;
using Interleave.Exploration;
using Spectre.Console;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck races</c>: plain accesses that race across CPUs, as KCSAN reports them. They are a class of
/// findings of their own: no invariant is violated by them.</summary>
internal static class RacesCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var design = new Option<string>("--design", "-d") { Description = "The design.", HelpName = "NAME", Required = true };
        var scenarios = new Option<string[]>("--scenario", "-s") { Description = "A shipped scenario or a scenario file; all shipped ones but the large unless given.", HelpName = "NAME|FILE" };
        var command = new Command("races", "Report plain accesses of different CPUs that nothing orders.") { design, scenarios };
        command.SetAction(parsed => Run(Inputs.Design(parsed.GetValue(design)!), Inputs.Scenarios(parsed.GetValue(scenarios) ?? [], large: false), cancellation));
        return command;
    }

    private static int Run(DesignEntry design, IReadOnlyList<Scenario> scenarios, CancellationToken cancellation)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("cell").AddColumn("one access").AddColumn("the other").AddColumn("scenario").AddColumn(new TableColumn("after steps").RightAligned());
        var seen = new HashSet<(string, string)>();
        var states = 0L;
        var complete = true;
        foreach (var scenario in scenarios)
        {
            var report = Explore.Races(ScenarioModel.Build(design, scenario, []), new SearchOptions { Cancellation = cancellation });
            states += report.States;
            complete &= report.Complete;
            foreach (var race in report.Races.Where(race => seen.Add((Describe(race.One), Describe(race.Other)))))
            {
                table.AddRow(Markup.Escape(race.Cell), Markup.Escape(Describe(race.One)), Markup.Escape(Describe(race.Other)), Markup.Escape(scenario.Name), Numbers.Exact(race.Execution.Count));
            }
        }

        var console = Consoles.Output();
        if (seen.Count > 0)
        {
            console.Write(table);
        }

        Console.Out.WriteLine($"{design.Name}: {Numbers.Count(seen.Count, "data race")} in {Numbers.Count(scenarios.Count, "scenario")}, {Numbers.Exact(states)} states, {(complete ? "every search complete" : "INCOMPLETE")}");
        return complete ? ExitCode.Held : ExitCode.Incomplete;
    }

    private static string Describe(RacingAccess access) =>
        $"{(access.Plain ? "plain" : "marked")} {access.Kind} in {access.Site.Member} ({Path.GetFileName(access.Site.File)}:{access.Site.Line})";
}
