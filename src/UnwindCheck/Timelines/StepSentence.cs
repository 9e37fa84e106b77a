using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Timelines;

/// <summary>What a step does, as a sentence about the process that does it.</summary>
internal sealed class StepSentence(Model model)
{
    private readonly CellWords words = new(model);

    public string Of(TraceStep step)
    {
        var where = step.Processor >= 0 ? $" on {model.Processors[step.Processor]}" : "";
        if (step.Move.Kind == MoveKind.Place)
        {
            return $"{step.Process} is placed{where}";
        }

        var who = StepWords.Strikes(step) ? $"{step.Process} strikes{where} and " : $"{step.Process} ";
        return who + Predicate(step);
    }

    private string Predicate(TraceStep step) => step.Kind switch
    {
        null => "has to wait",
        OperationKind.Read => $"reads {step.Cell}: {Before(step)}",
        OperationKind.Write => step.Before == step.After ? $"writes {step.Cell}: {After(step)}, as before" : $"writes {step.Cell}: {After(step)}, which was {Before(step)}",
        OperationKind.CompareExchange when step.Before == step.After => $"compares {step.Cell}, finds {Before(step)} and leaves it",
        OperationKind.CompareExchange => $"compares and exchanges {step.Cell}: from {Before(step)} to {After(step)}",
        OperationKind.Exchange when step.Before == step.After => $"exchanges {step.Cell}: {After(step)}, as before",
        OperationKind.Exchange => $"exchanges {step.Cell}: from {Before(step)} to {After(step)}",
        OperationKind.FetchAdd => $"adds to {step.Cell}: from {Before(step)} to {After(step)}",
        OperationKind.FetchOr => $"sets bits of {step.Cell}: from {Before(step)} to {After(step)}",
        OperationKind.FetchAndNot => $"clears bits of {step.Cell}: from {Before(step)} to {After(step)}",
        OperationKind.WaitEqual or OperationKind.WaitNotEqual => $"has waited for {step.Cell}, which is {Before(step)}",
        OperationKind.WaitExchange => $"acquires {step.Cell}",
        OperationKind.Choose => $"goes one of several ways ({step.Site!.Target}): {step.Result}",
        OperationKind.Leave => "leaves the CPU",
        OperationKind.ProcessorIndex => $"asks which CPU it is on: {step.Result}",
        _ => $"comes to {step.Site!.Target}",
    };

    private string Before(TraceStep step) => words.Described(step.Cell!, step.Before);

    private string After(TraceStep step) => words.Described(step.Cell!, step.After);
}
