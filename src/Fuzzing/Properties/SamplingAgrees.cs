using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Fuzzing;

/// <summary>No random execution of the C# code violates what a complete search says holds.</summary>
public sealed class SamplingAgrees : FuzzProperty
{
    private const int Walks = 24;
    private const int MaxMoves = 500;

    /// <inheritdoc/>
    public override string Name => "sampling-agrees";

    /// <inheritdoc/>
    public override string About => "No random execution, run by the interpreter, violates an invariant that the search says holds.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        if (!fuzzCase.Search.Complete)
        {
            return FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states");
        }

        var random = fuzzCase.Random();
        var start = new Interpreter(fuzzCase.Model());
        var violated = fuzzCase.Search.Violated.ToHashSet(StringComparer.Ordinal);
        for (var walk = 0; walk < Walks; walk++)
        {
            foreach (var violation in Walk(start.Clone(), random))
            {
                if (!violated.Contains(violation.Invariant))
                {
                    return FuzzOutcome.Failed($"a random execution violates {violation.Invariant} ({violation.Reason}), which the search says holds");
                }
            }
        }

        return FuzzOutcome.Held;
    }

    private static List<InvariantViolation> Walk(Interpreter interpreter, Random random)
    {
        // Some walks hardly let anything strike, some hardly anything else; some stay with who runs as long as they can.
        var strikes = random.Next(4);
        var stays = random.Next(10);
        var violations = interpreter.InitialViolations.ToList();
        var last = -1;
        for (var count = 0; count < MaxMoves; count++)
        {
            if (interpreter.IsQuiescent)
            {
                violations.AddRange(interpreter.AtEnd());
            }

            var moves = interpreter.Moves();
            if (moves.Count == 0)
            {
                break;
            }

            var move = Choose(moves, last, strikes, stays, random);
            last = move.Process;
            violations.AddRange(interpreter.Apply(move).Violations);
        }

        return violations;
    }

    private static Move Choose(IReadOnlyList<Move> moves, int last, int strikes, int stays, Random random)
    {
        var strike = random.Next(8) < strikes;
        var some = moves.Where(move => (move.Kind is MoveKind.Strike or MoveKind.StrikeWaiting) == strike).ToList();
        some = some.Count == 0 ? [.. moves] : some;
        var same = random.Next(10) < stays ? some.FindAll(move => move.Process == last) : [];
        return same.Count > 0 ? same[random.Next(same.Count)] : some[random.Next(some.Count)];
    }
}
