using Interleave;
using Interleave.Exploration;
using Interleave.Replay;
using UnwindCheck.Models;
using UnwindCheck.Models.Format;
using UnwindCheck.Timelines;

namespace UnwindCheck.Reports.Ci;

/// <summary>A violation as a problem in the source of the design.</summary>
internal static class Flow
{
    /// <summary>Where the machine, the tracers and the rest of the checker are: what is elsewhere is the design.</summary>
    private static readonly string[] Checker = ["/src/Interleave", "/models/tracers/", "/models/catalogue/", "/models/invariants/"];

    /// <summary>Executes a witness and says where it leads.</summary>
    public static Problem Of(DesignEntry design, Scenario scenario, string invariant, Witness? witness, string? file)
    {
        var subject = $"{design.Name} violates {invariant} in scenario {scenario.Name}";
        if (witness is null)
        {
            return new Problem(invariant, subject, null, [], file, "");
        }

        var model = ScenarioModel.Build(design, scenario, InvariantCatalogue.Monitors().Where(monitor => monitor.Invariant == invariant));
        var steps = Replayer.Run(model, Schedule.Of(model, witness.Moves), out var end);
        var reason = steps.SelectMany(step => step.Violations).Concat(end.IsQuiescent ? end.AtEnd() : []).FirstOrDefault(violation => violation.Invariant == invariant)?.Reason
            ?? (witness.CycleStart is { } start ? $"steps {start + 1} to {steps.Count} repeat for ever" : "");
        var sentence = new StepSentence(model);
        var placed = steps.Select((step, index) => (Step: step, Number: index + 1)).Where(pair => pair.Step.Site is not null).ToList();
        var last = placed.LastOrDefault(pair => IsOfDesign(pair.Step), placed.LastOrDefault());
        var cost = string.Join(", ", Numbers.Count(steps.Count, "step"), Numbers.Count(witness.Preemptions, "context switch"), Numbers.Count(witness.Interrupts, "interrupt"), Numbers.Count(witness.Failures, "failure"));
        return new Problem(
            invariant,
            reason.Length == 0 ? subject : $"{subject}: {reason}",
            last.Step is null ? null : Place(last.Step),
            [.. placed.Where(pair => IsOfDesign(pair.Step) || Matters(pair.Step)).Select(pair => new FlowStep(pair.Number, pair.Step.Process.Name, Place(pair.Step), sentence.Of(pair.Step), Matters(pair.Step)))],
            file,
            cost);
    }

    private static bool Matters(TraceStep step) => StepWords.Strikes(step) || step.Violations.Count > 0 || step.Choice != ChoiceKind.Free;

    private static bool IsOfDesign(TraceStep step)
    {
        var file = "/" + step.Site!.File.Replace('\\', '/');
        return !Array.Exists(Checker, part => file.Contains(part, StringComparison.Ordinal));
    }

    private static SourcePlace Place(TraceStep step) => new(step.Site!.File, step.Site.Line, step.Site.Member);
}
