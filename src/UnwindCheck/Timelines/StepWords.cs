using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Timelines;

/// <summary>What a step does, in a few characters.</summary>
internal static class StepWords
{
    /// <summary>The operation with its values: <c>=</c> read, <c>←</c> written, <c>→</c> from one to the other.</summary>
    public static string Action(TraceStep step) => step.Kind switch
    {
        null => step.Move.Kind == MoveKind.Place ? "is placed" : "waits",
        OperationKind.Read or OperationKind.WaitNotEqual => $"{step.Cell} = {Value(step.Before)}",
        OperationKind.Write => $"{step.Cell} ← {Value(step.After)}",
        OperationKind.CompareExchange when step.Before == step.After => $"{step.Cell} = {Value(step.Before)}, not exchanged",
        OperationKind.CompareExchange or OperationKind.Exchange or OperationKind.FetchAdd or OperationKind.FetchOr or OperationKind.FetchAndNot
            => $"{step.Cell} {Value(step.Before)} → {Value(step.After)}",
        OperationKind.WaitEqual => $"{step.Cell} is {Value(step.Before)}",
        OperationKind.WaitExchange => $"{step.Cell} taken",
        OperationKind.Choose => $"{step.Result}: {step.Site!.Target}",
        OperationKind.Leave => "leaves the CPU",
        OperationKind.ProcessorIndex => $"smp_processor_id() = {step.Result}",
        _ => step.Site!.Target,
    };

    /// <summary>Whether the step is the first of an interrupt or of another handler.</summary>
    public static bool Strikes(TraceStep step) => step.Move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting;

    /// <summary>A number: decimal while that is the same as hexadecimal.</summary>
    public static string Value(ulong value) => value < 10 ? $"{value}" : $"0x{value:x}";
}
