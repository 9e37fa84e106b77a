using System.Globalization;
using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Golden;

/// <summary>Counts reads-from classes: executions that agree on which write each read sees. They are unions of classes of
/// equivalent executions.</summary>
internal static class ReadsFrom
{
    /// <summary>The number of classes; -1 when the exploration was not complete and optimal.</summary>
    public static long Classes(Model model)
    {
        var classes = new HashSet<string>(StringComparer.Ordinal);
        var result = Explore.Traces(model, new TraceOptions { Executed = moves => classes.Add(Of(model, moves)) });
        return result.Complete && result.Redundant == 0 ? classes.Count : -1;
    }

    private static string Of(Model model, IReadOnlyList<Move> moves)
    {
        var interpreter = new Interpreter(model);
        var writers = new Dictionary<string, string>(StringComparer.Ordinal);
        var done = new int[model.Processes.Count];
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var move in moves)
        {
            var step = interpreter.Apply(move);
            var name = string.Create(CultureInfo.InvariantCulture, $"{move.Process}.{done[move.Process]++}");
            if (step.Kind is not OperationKind.Write)
            {
                seen.Add($"{name}<{writers.GetValueOrDefault(step.Cell!)}");
            }

            if (step.Kind is OperationKind.Write or OperationKind.FetchAdd or OperationKind.Exchange || step.Before != step.After)
            {
                writers[step.Cell!] = name;
            }
        }

        return string.Join(' ', seen);
    }
}
