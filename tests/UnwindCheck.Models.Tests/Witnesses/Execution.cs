using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Models.Tests.Witnesses;

/// <summary>One execution of a model in the interpreter, with what it costs. It states what a witness counts anew, and
/// knows nothing of the searches.</summary>
internal sealed class Execution
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
        Assert.Empty(interpreter.InitialViolations);
    }

    private Execution(Execution other)
    {
        (model, last) = (other.model, other.last);
        (Switches, Interrupts, Failures, Steps) = (other.Switches, other.Interrupts, other.Failures, other.Steps);
        interpreter = other.interpreter.Clone();
    }

    /// <summary>Switches away from a processor, or somebody on no processor, that could have gone on, and preemptions.</summary>
    public int Switches { get; private set; }

    /// <summary>Interrupts that struck.</summary>
    public int Interrupts { get; private set; }

    /// <summary>Alternatives other than the first of what may fail.</summary>
    public int Failures { get; private set; }

    /// <summary>Moves so far.</summary>
    public int Steps { get; private set; }

    public int Cost => Switches + Interrupts + Failures;

    /// <summary>The invariants that the last move violated.</summary>
    public IReadOnlyList<InvariantViolation> Violations { get; private set; } = [];

    public IReadOnlyList<Move> Moves() => interpreter.Moves();

    /// <summary>The invariants that ending here violates.</summary>
    public IReadOnlyList<InvariantViolation> AtEnd() => interpreter.IsQuiescent ? interpreter.AtEnd() : [];

    public bool IsInSameStateAs(Execution other) => interpreter.IsInSameStateAs(other.interpreter);

    public Execution Clone() => new(this);

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

        // What the compiler has put before a variable is neither a failure nor an interrupt.
        if (step.Kind == OperationKind.Choose && move.Value > 0 && !step.Site!.Target.StartsWith("test_bit(-1)", StringComparison.Ordinal))
        {
            _ = step.Site.Target.EndsWith("in user mode", StringComparison.Ordinal) ? Interrupts++ : Failures++;
        }

        last = unit;
        Steps++;
        Violations = step.Violations;
        return step;
    }

    private static bool IsStrike(Move move) => move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting;

    /// <summary>A processor, or beyond those somebody on none.</summary>
    private int UnitOf(Move move)
    {
        if (move.Kind == MoveKind.Place)
        {
            return move.Value;
        }

        var processor = interpreter.ProcessorOf(model.Processes[move.Process]);
        return processor >= 0 ? processor : model.Processors.Count + move.Process;
    }
}
