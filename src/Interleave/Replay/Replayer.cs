using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>Re-executes schedules.</summary>
public static class Replayer
{
    /// <summary>A schedule for more steps is taken for a slip of the keyboard.</summary>
    private const int MaxSteps = 1_000_000;

    /// <summary>Executes a schedule from the initial state.</summary>
    /// <exception cref="ReplayException">The model cannot follow the schedule.</exception>
    public static IReadOnlyList<TraceStep> Run(Model model, Schedule schedule, out Interpreter end)
    {
        var interpreter = end = new Interpreter(model);
        var steps = new List<TraceStep>();
        foreach (var entry in schedule.Entries)
        {
            var process = model.Processes.FirstOrDefault(process => process.Name == entry.Process)
                ?? throw new ReplayException(steps.Count + 1, $"there is no process '{entry.Process}'; there are {string.Join(", ", model.Processes)}");
            if (entry.Processor is not null)
            {
                var processor = model.Processors.FirstOrDefault(processor => processor.Name == entry.Processor)
                    ?? throw new ReplayException(steps.Count + 1, $"there is no processor '{entry.Processor}'; there are {string.Join(", ", model.Processors)}");
                steps.Add(Apply(interpreter, steps.Count, process, [new Move(MoveKind.Place, process.Index, processor.Index)]));
                continue;
            }

            var choices = new Queue<int>(entry.Choices);
            if (steps.Count + (long)entry.Count > MaxSteps)
            {
                throw new ReplayException(steps.Count + 1, $"the schedule has more than {MaxSteps} steps");
            }

            for (var i = 0; i < entry.Count; i++)
            {
                var moves = interpreter.Moves().Where(move => move.Process == process.Index && move.Kind != MoveKind.Place).ToList();
                if (moves.Exists(move => move.Value >= 0))
                {
                    if (!choices.TryDequeue(out var choice))
                    {
                        throw new ReplayException(steps.Count + 1, $"{process} has to choose, but the schedule gives no more choices for this run");
                    }

                    moves = moves.FindAll(move => move.Value == choice);
                }

                steps.Add(Apply(interpreter, steps.Count, process, moves));
            }

            if (choices.Count > 0)
            {
                throw new ReplayException(steps.Count, $"{process} made fewer choices than the schedule gives for this run");
            }
        }

        return steps;
    }

    private static TraceStep Apply(Interpreter interpreter, int done, Process process, List<Move> wanted)
    {
        var moves = interpreter.Moves();
        if (wanted.Count != 1 || !moves.Contains(wanted[0]))
        {
            var possible = moves.Select(move => move.Process).Distinct().ToList();
            throw new ReplayException(done + 1, $"{process} cannot go on as the schedule says; " + (possible.Count == 0 ? "nothing can" : "what can: " + string.Join(", ", possible.Select(interpreter.NameOf))));
        }

        return interpreter.Apply(wanted[0]);
    }
}

/// <summary>A schedule that a model cannot follow.</summary>
public sealed class ReplayException : Exception
{
    /// <summary>Without a message.</summary>
    public ReplayException()
    {
    }

    /// <summary>With a message.</summary>
    public ReplayException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public ReplayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>At a step, counted from 1.</summary>
    public ReplayException(int step, string message)
        : base($"step {step}: {message}") => Step = step;

    /// <summary>The step, from 1, that could not be executed.</summary>
    public int Step { get; }
}
