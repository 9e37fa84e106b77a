using System.CommandLine;
using Interleave;
using Interleave.Walking;
using UnwindCheck.Checking;
using UnwindCheck.Exports;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.CommandLine;

/// <summary><c>unwindcheck graph</c>: the state space of a design in a scenario, drawn.</summary>
internal static class GraphCommand
{
    private const int DefaultLimit = 1_000;
    private const string Here = "-";

    public static Command Create()
    {
        var design = new Option<string>("--design", "-d") { Description = "The design.", HelpName = "NAME", Required = true };
        var scenario = new Option<string>("--scenario", "-s") { Description = "A shipped scenario or a scenario file.", HelpName = "NAME|FILE", Required = true };
        var dot = new Option<string>("--dot") { Description = "Where the graph goes, in the language of Graphviz; '-', as unless given, is the standard output.", HelpName = "FILE", DefaultValueFactory = _ => Here };
        var maxStates = SearchArguments.MaxStates($"Refuse to draw more states than this; {DefaultLimit} unless given.");
        var command = new Command("graph", "Draw a small state space: states, transitions, and which of them break something.") { design, scenario, dot, maxStates };
        command.SetAction(parsed => Run(
            Inputs.Design(parsed.GetValue(design)!),
            Inputs.Scenarios([parsed.GetValue(scenario)!], large: true)[0],
            parsed.GetValue(dot)!,
            (int)Math.Min(parsed.GetValue(maxStates) ?? DefaultLimit, int.MaxValue)));
        return command;
    }

    private static int Run(DesignEntry design, Scenario scenario, string path, int limit)
    {
        var name = $"{design.Name} × {scenario.Name}";
        string text;
        try
        {
            text = DotText.Of(new Walker(ScenarioModel.Build(design, scenario)), name, limit);
        }
        catch (ModelException exception)
        {
            throw new InputException($"{design.Name} in scenario {scenario.Name}: {exception.Message}", exception);
        }

        if (path == Here)
        {
            Console.Out.Write(text);
        }
        else
        {
            Files.Write(path, text);
        }

        return ExitCode.Held;
    }
}
