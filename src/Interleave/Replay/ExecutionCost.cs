using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>Counts what an execution costs, by the rules that <see cref="Witness"/> gives, whoever found it.</summary>
public static class ExecutionCost
{
    private const int Nobody = -1;

    /// <summary>An execution with its switches, interrupts and failures; it need not be the simplest of its kind.</summary>
    /// <param name="model">The model.</param>
    /// <param name="moves">The execution, from the initial state.</param>
    /// <param name="cycleStart">For a livelock: how many moves come before the cycle. Only these cost something.</param>
    /// <exception cref="ReplayException">The model cannot make the moves.</exception>
    public static Witness Of(Model model, IReadOnlyList<Move> moves, int? cycleStart = null)
    {
        var interpreter = new Interpreter(model);
        var last = Nobody;
        int preemptions = 0, interrupts = 0, failures = 0;
        for (var i = 0; i < moves.Count; i++)
        {
            var move = moves[i];
            var possible = interpreter.Moves();
            if (!possible.Contains(move))
            {
                throw new ReplayException(i + 1, $"{model.Processes[move.Process]} cannot go on as the moves say");
            }

            var unit = UnitOf(model, interpreter, move);
            if (i < (cycleStart ?? moves.Count))
            {
                var left = unit != last && possible.Any(other => !other.IsStrike && UnitOf(model, interpreter, other) == last);
                var struck = move.IsStrike && model.Processes[move.Process].Kind == ProcessKind.Handler;
                var chosen = interpreter.ChoiceOf(move);
                preemptions += (left ? 1 : 0) + (move.IsStrike && !struck ? 1 : 0);
                interrupts += (struck ? 1 : 0) + (chosen == ChoiceKind.Interrupt ? 1 : 0);
                failures += chosen == ChoiceKind.Failure ? 1 : 0;
            }

            interpreter.Apply(move);
            last = unit;
        }

        return new Witness([.. moves], preemptions, interrupts, failures) { CycleStart = cycleStart };
    }

    /// <summary>Where a move happens: a processor, or beyond those somebody who is on none.</summary>
    private static int UnitOf(Model model, Interpreter interpreter, Move move)
    {
        if (move.Kind == MoveKind.Place)
        {
            return move.Value;
        }

        var processor = interpreter.ProcessorOf(model.Processes[move.Process]);
        return processor >= 0 ? processor : model.Processors.Count + move.Process;
    }
}
