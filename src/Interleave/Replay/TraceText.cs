using System.Globalization;
using System.Text;
using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>Executions as text: a line for each step, with who does it, what it does to which cell, and the source line.</summary>
public static class TraceText
{
    /// <summary>The text of an execution.</summary>
    /// <param name="model">The model.</param>
    /// <param name="witness">The execution.</param>
    /// <param name="invariant">The invariant that it violates: the text ends with the reason.</param>
    public static string Of(Model model, Witness witness, string invariant)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(witness);
        var interpreter = new Interpreter(model);
        var steps = witness.Moves.Select(interpreter.Apply).ToList();
        var rows = steps.ConvertAll(step => (Who: step.Process.Name, What: Action(model, step), Where: Place(step)));
        var (who, what) = (rows.Select(row => row.Who.Length).DefaultIfEmpty().Max(), rows.Select(row => row.What.Length).DefaultIfEmpty().Max());
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"in {Count(steps.Count, "step")}, {Count(witness.Preemptions, "switch")}, {Count(witness.Interrupts, "interrupt")}, {Count(witness.Failures, "failure")}: {Schedule.Of(model, witness.Moves)}\n");
        for (var i = 0; i < rows.Count; i++)
        {
            if (i == witness.CycleStart)
            {
                text.Append("      for ever:\n");
            }

            text.Append(string.Create(CultureInfo.InvariantCulture, $"{i + 1,4}  {rows[i].Who.PadRight(who)}  {rows[i].What.PadRight(what)}  {rows[i].Where}").TrimEnd()).Append('\n');
            foreach (var occurrence in steps[i].Events.Where(occurrence => occurrence is not Automata.ProcessFailed))
            {
                text.Append(CultureInfo.InvariantCulture, $"      {occurrence}\n");
            }
        }

        return text.Append(Reason(interpreter, steps, witness, invariant)).ToString();
    }

    private static string Reason(Interpreter end, List<TraceStep> steps, Witness witness, string invariant)
    {
        var violations = end.InitialViolations.Concat(steps.SelectMany(step => step.Violations));
        if (witness.CycleStart is { } start)
        {
            return $"the steps from {start + 1} on repeat for ever";
        }

        var reason = violations.Concat(end.AtEnd()).LastOrDefault(violation => violation.Invariant == invariant)?.Reason;
        return reason is null ? "" : $"{invariant}: {reason}";
    }

    private static string Action(Model model, TraceStep step)
    {
        if (step.Move.Kind == MoveKind.Place)
        {
            return $"is placed on {model.Processors[step.Move.Value].Name}";
        }

        var strikes = step.Move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting ? "strikes: " : "";
        return strikes + step.Kind switch
        {
            null => "and waits",
            OperationKind.Choose => $"{step.Site!.Target} = {step.Result}",
            OperationKind.ProcessorIndex => $"processor = {step.Result}",
            OperationKind.Pass => step.Site!.Target,
            OperationKind.Leave => "leaves its processor",
            OperationKind.Read or OperationKind.WaitEqual or OperationKind.WaitNotEqual => $"{step.Cell} = {step.Before}",
            OperationKind.Write => $"{step.Cell} ← {step.After}",
            _ => $"{step.Cell} {step.Before} → {step.After}",
        };
    }

    private static string Place(TraceStep step) => step.Site is { } site ? $"{Path.GetFileName(site.File)}:{site.Line} {site.Member}" : "";

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : noun == "switch" ? "es" : "s")}";
}
