using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Fuzzing;

/// <summary>One execution of a model in the interpreter, with what it costs. It states what a witness counts anew, and
/// knows nothing of the searches.</summary>
public sealed class Execution
{
    private const int Nobody = -1;

    private readonly Model model;
    private readonly Interpreter interpreter;
    private int last = Nobody;

    /// <summary>Before the first step.</summary>
    public Execution(Model model)
    {
        this.model = model;
        interpreter = new Interpreter(model);
        Violations = interpreter.InitialViolations;
    }

    private Execution(Execution other)
    {
        (model, last, Violations) = (other.model, other.last, other.Violations);
        (Switches, Interrupts, Failures, Steps) = (other.Switches, other.Interrupts, other.Failures, other.Steps);
        interpreter = other.interpreter.Clone();
    }

    /// <summary>Switches away from a processor, or somebody on no processor, that could have gone on, and preemptions.</summary>
    public int Switches { get; private set; }

    /// <summary>Interrupts that struck.</summary>
    public int Interrupts { get; private set; }

    /// <summary>Choices of what may fail that were not the first alternative.</summary>
    public int Failures { get; private set; }

    /// <summary>Moves so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Switches, interrupts and failures together.</summary>
    public int Cost => Switches + Interrupts + Failures;

    /// <summary>The invariants that the last move violated.</summary>
    public IReadOnlyList<InvariantViolation> Violations { get; private set; } = [];

    /// <summary>What can happen next.</summary>
    public IReadOnlyList<Move> Moves() => interpreter.Moves();

    /// <summary>The invariants that ending here violates.</summary>
    public IReadOnlyList<InvariantViolation> AtEnd() => interpreter.IsQuiescent ? interpreter.AtEnd() : [];

    /// <summary>Whether another execution of the same model has come to the same state.</summary>
    public bool IsInSameStateAs(Execution other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return interpreter.IsInSameStateAs(other.interpreter);
    }

    /// <summary>A copy that goes its own way.</summary>
    public Execution Clone() => new(this);

    /// <summary>The execution with some moves, if they can be made and violate an invariant on the way or at the end; else
    /// null.</summary>
    public static Execution? Violating(Model model, IEnumerable<Move> moves, string invariant)
    {
        ArgumentNullException.ThrowIfNull(moves);
        var execution = new Execution(model);
        var violated = false;
        foreach (var move in moves)
        {
            if (!execution.Moves().Contains(move))
            {
                return null;
            }

            execution.Apply(move);
            violated |= execution.Violations.Any(violation => violation.Invariant == invariant);
        }

        return violated || execution.AtEnd().Any(violation => violation.Invariant == invariant) ? execution : null;
    }

    /// <summary>Makes a move.</summary>
    public TraceStep Apply(Move move)
    {
        var unit = UnitOf(move);
        var couldGoOn = Moves().Any(other => !IsStrike(other) && UnitOf(other) == last);
        if (unit != last && couldGoOn)
        {
            Switches++;
        }

        if (IsStrike(move))
        {
            _ = model.Processes[move.Process] is Handler { Thread: not null } ? Switches++ : Interrupts++;
        }

        var step = interpreter.Apply(move);
        Failures += step.Choice == ChoiceKind.Failure ? 1 : 0;
        Interrupts += step.Choice == ChoiceKind.Interrupt ? 1 : 0;
        last = unit;
        Steps++;
        Violations = step.Violations;
        return step;
    }

    internal static bool IsStrike(Move move) => move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting;

    /// <summary>Where a move happens: a processor, or beyond those somebody on none.</summary>
    public int UnitOf(Move move)
    {
        if (move.Kind == MoveKind.Place)
        {
            return move.Value;
        }

        var processor = interpreter.ProcessorOf(model.Processes[move.Process]);
        return processor >= 0 ? processor : model.Processors.Count + move.Process;
    }
}
