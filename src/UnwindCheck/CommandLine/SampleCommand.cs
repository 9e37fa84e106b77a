using System.CommandLine;
using Interleave;
using Interleave.Sampling;
using UnwindCheck.Checking;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Reports;
using UnwindCheck.Traces;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck sample</c>: executions chosen at random, for what has too many states to be searched.</summary>
internal static class SampleCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var ordinary = new SampleOptions();
        var designs = new Option<string[]>("--design", "-d") { Description = "A design to sample.", HelpName = "NAME", Required = true };
        var scenarios = new Option<string[]>("--scenario", "-s") { Description = "A shipped scenario or a scenario file.", HelpName = "NAME|FILE", Required = true };
        var invariants = new Option<string[]>("--invariant", "-i") { Description = "An invariant to watch; all of them unless given.", HelpName = "NAME" };
        var strategy = new Option<string>("--strategy") { Description = "How executions are chosen: by random priorities (pct), by random priorities of steps (pos), or a step at a time (random).", DefaultValueFactory = _ => "pct" };
        strategy.AcceptOnlyFromAmong("pct", "pos", "random");
        var runs = SearchArguments.Positive<long>("--runs", $"How many executions; {ordinary.Runs} unless given.", "N", "a whole number");
        var seed = new Option<ulong>("--seed") { Description = "What random numbers are drawn from: the same seed runs the same executions.", HelpName = "N", DefaultValueFactory = _ => ordinary.Seed };
        var firstRun = new Option<long>("--first-run") { Description = "The number of the first execution, from 0: '--first-run 17 --runs 1' runs number 17 again.", HelpName = "N" };
        var depth = SearchArguments.Positive<int>("--depth", $"For pct: how many orderings of steps a defect needs; {ordinary.Depth} unless given.", "D", "a whole number");
        var maxSteps = SearchArguments.Positive<int>("--max-steps", $"Cut an execution after this many steps; {ordinary.MaxSteps} unless given.", "N", "a whole number");
        var timeLimit = SearchArguments.Positive<double>("--time-limit", "Stop after this many seconds for each design and scenario.", "S", "a number");
        var traces = new Option<string>("--traces") { Description = "Where traces go.", HelpName = "DIR", DefaultValueFactory = _ => "traces" };
        var command = new Command("sample", "Run some executions of a design in a scenario, chosen at random. Finds violations, never that there are none.")
        {
            designs, scenarios, invariants, strategy, runs, seed, firstRun, depth, maxSteps, timeLimit, traces,
        };
        command.SetAction(parsed =>
        {
            var options = new SampleOptions
            {
                Strategy = Enum.Parse<SamplingStrategy>(parsed.GetValue(strategy)!, ignoreCase: true),
                Runs = parsed.GetValue(runs) ?? ordinary.Runs,
                Seed = parsed.GetValue(seed),
                FirstRun = Math.Max(0, parsed.GetValue(firstRun)),
                Depth = parsed.GetValue(depth) ?? ordinary.Depth,
                MaxSteps = parsed.GetValue(maxSteps) ?? ordinary.MaxSteps,
                TimeLimit = SearchArguments.LimitOf(parsed.GetValue(timeLimit)),
                Cancellation = cancellation,
            };
            var directory = parsed.GetValue(traces)!;
            Files.CreateDirectory(directory);
            var watched = Inputs.Invariants(parsed.GetValue(invariants) ?? []);
            var violated = false;
            foreach (var design in Inputs.Designs(parsed.GetValue(designs)!))
            {
                foreach (var scenario in Inputs.Scenarios(parsed.GetValue(scenarios)!, large: true))
                {
                    violated |= Run(design, scenario, watched, options, directory);
                }
            }

            return violated ? ExitCode.Violated : ExitCode.Incomplete;
        });
        return command;
    }

    private static bool Run(DesignEntry design, Scenario scenario, IReadOnlySet<string> watched, SampleOptions options, string directory)
    {
        var model = ScenarioModel.Build(design, scenario, InvariantCatalogue.Monitors().Where(monitor => watched.Contains(monitor.Invariant)));
        SampleResult result;
        try
        {
            result = Explore.Sample(model, options);
        }
        catch (ModelException exception)
        {
            throw new InputException($"{design.Name} in scenario {scenario.Name}: {exception.Message}", exception);
        }

        var found = result.Witnesses.Where(witness => watched.Contains(witness.Key)).ToDictionary(witness => witness.Key, witness => witness.Value, StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (invariant, sampled) in found)
        {
            paths[invariant] = Path.Combine(directory, $"{design.Name}.{scenario.Name}.{invariant}.sampled.trace.json");
            Files.Write(paths[invariant], TraceFile.Of(design, scenario, model, invariant, sampled.Witness).ToJson());
        }

        SampleText.Print(Console.Out, $"{design.Name} × {scenario.Name}", result, paths);
        return found.Count > 0;
    }
}
