using System.CommandLine;
using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Traces;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck dpor</c>: one execution of each class of equivalent ones, by optimal dynamic partial-order reduction,
/// remembering no states.</summary>
internal static class DporCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var designs = new Option<string[]>("--design", "-d") { Description = "A design.", HelpName = "NAME", Required = true };
        var scenarios = new Option<string[]>("--scenario", "-s") { Description = "A shipped scenario or a scenario file.", HelpName = "NAME|FILE", Required = true };
        var invariants = new Option<string[]>("--invariant", "-i") { Description = "An invariant to watch; all of them unless given. The fewer there are, the more executions are equivalent.", HelpName = "NAME" };
        var maxExecutions = SearchArguments.Positive<long>("--max-executions", "Stop, incomplete, after this many executions.", "N", "a whole number");
        var timeLimit = SearchArguments.TimeLimit();
        var traces = new Option<string>("--traces") { Description = "Where traces go.", HelpName = "DIR", DefaultValueFactory = _ => "traces" };
        var command = new Command("dpor", "Run one execution of each class of equivalent ones of a design in a scenario (optimal dynamic partial-order reduction). Livelocks are not looked for.")
        {
            designs, scenarios, invariants, maxExecutions, timeLimit, traces,
        };
        command.SetAction(parsed =>
        {
            var watched = Inputs.Invariants(parsed.GetValue(invariants) ?? []);
            if (watched.Contains(EngineInvariants.Terminates) && watched.Count == 1)
            {
                throw new InputException($"'{EngineInvariants.Terminates}' is not judged without the graph of the states; use 'unwindcheck check'");
            }

            var options = new TraceOptions
            {
                MaxExecutions = parsed.GetValue(maxExecutions),
                TimeLimit = SearchArguments.LimitOf(parsed.GetValue(timeLimit)),
                Cancellation = cancellation,
            };
            var directory = parsed.GetValue(traces)!;
            Files.CreateDirectory(directory);
            var (violated, complete) = (false, true);
            foreach (var design in Inputs.Designs(parsed.GetValue(designs)!))
            {
                foreach (var scenario in Inputs.Scenarios(parsed.GetValue(scenarios)!, large: true))
                {
                    var result = Run(design, scenario, watched, options, directory);
                    violated |= result.Violated.Any(watched.Contains);
                    complete &= result.Complete;
                }
            }

            return violated ? ExitCode.Violated : complete ? ExitCode.Held : ExitCode.Incomplete;
        });
        return command;
    }

    private static TraceResult Run(DesignEntry design, Scenario scenario, IReadOnlySet<string> watched, TraceOptions options, string directory)
    {
        var model = ScenarioModel.Build(design, scenario, InvariantCatalogue.Monitors().Where(monitor => watched.Contains(monitor.Invariant)));
        TraceResult result;
        try
        {
            result = Explore.Traces(model, options with { WatchMonitors = model.Monitors.Count > 0 });
        }
        catch (ModelException exception)
        {
            throw new InputException($"{design.Name} in scenario {scenario.Name}: {exception.Message}", exception);
        }

        Console.Out.WriteLine($"{design.Name} × {scenario.Name}: {result}; {Numbers.Count(result.Steps, "step")}, the longest execution {Numbers.Exact(result.Depth)}, {Numbers.Seconds(result.Elapsed)}{(watched.Contains(EngineInvariants.Terminates) ? $"; {EngineInvariants.Terminates} NOT judged" : "")}");
        if (!result.FootprintsAreExact)
        {
            Console.Out.WriteLine("  some words were taken together in deciding what depends on what: some of these executions are equivalent");
        }

        foreach (var invariant in result.Violated.Where(watched.Contains))
        {
            var path = Path.Combine(directory, $"{design.Name}.{scenario.Name}.{invariant}.dpor.trace.json");
            Files.Write(path, TraceFile.Of(design, scenario, model, invariant, ExecutionCost.Of(model, result.Witnesses[invariant])).ToJson());
            Console.Out.WriteLine($"  ✗ {invariant}: {Numbers.Count(result.Witnesses[invariant].Count, "step")}, not the simplest: {path}");
        }

        return result;
    }
}
