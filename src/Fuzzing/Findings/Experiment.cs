using Interleave;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;

namespace UnwindCheck.Fuzzing;

/// <summary>A design in a scenario from which causes have been taken away.</summary>
/// <param name="Design">The design, perhaps with some of its switches turned.</param>
/// <param name="Scenario">The scenario, perhaps with less in it.</param>
public sealed record Experiment(DesignEntry Design, Scenario Scenario)
{
    /// <summary>Requests that are refused in the late window, by where they come from.</summary>
    internal LateRequests Refused { get; init; }

    /// <summary>Its model, with the monitors of some invariants; what the engine itself watches is always watched.</summary>
    internal Model Model(IReadOnlyCollection<string> invariants) => ScenarioModel.Build(
        Refused == LateRequests.None ? Design : Design with { Build = (machine, scenario) => new RefusingLateRequests(machine, Design.Build(machine, scenario), Refused) },
        Scenario,
        InvariantCatalogue.Monitors().Where(monitor => invariants.Contains(monitor.Invariant, StringComparer.Ordinal)));

    /// <summary>With switches of the design turned, each with + or ~ before its name; the same where it has none of these, or
    /// they are turned already.</summary>
    internal Experiment Turn(params ReadOnlySpan<string> turns)
    {
        var design = Design;
        foreach (var turn in turns)
        {
            var (name, on) = (turn[1..], turn[0] == '+');
            if (design.Switches is not { } switches || !switches.Names.Contains(name, StringComparer.Ordinal))
            {
                return this;
            }

            design = switches.On.Contains(name, StringComparer.Ordinal) == on ? design : switches.With(design.Name + turn, name, on);
        }

        return design == Design ? this : this with { Design = design };
    }

    /// <summary>With another scenario; the same where that says the same.</summary>
    internal Experiment In(Scenario scenario) => ScenarioPrinter.Print(scenario) == ScenarioPrinter.Print(Scenario) ? this : this with { Scenario = scenario };
}
