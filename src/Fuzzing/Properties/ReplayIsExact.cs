using Interleave;
using Interleave.Exploration;
using Interleave.Replay;

namespace UnwindCheck.Fuzzing;

/// <summary>Every witness does, executed on the C# code, what it was found for, and exactly at its end.</summary>
public sealed class ReplayIsExact : FuzzProperty
{
    /// <inheritdoc/>
    public override string Name => "replay-is-exact";

    /// <inheritdoc/>
    public override string About => "A witness that is written as a schedule, read and executed makes the same moves and violates its invariant with the last one; a livelock comes back to its state.";

    /// <inheritdoc/>
    protected override FuzzOutcome Judge(FuzzCase fuzzCase)
    {
        if (!fuzzCase.Search.Complete)
        {
            return FuzzOutcome.Skipped($"more than {fuzzCase.Limits.States} states");
        }

        if (fuzzCase.Search.Violated.Count == 0)
        {
            return FuzzOutcome.Void;
        }

        foreach (var (invariant, witness) in fuzzCase.Exploration.Witnesses)
        {
            if (Replay(fuzzCase.Model(), invariant, witness) is { } problem)
            {
                return FuzzOutcome.Failed($"{invariant}: {problem}");
            }
        }

        return FuzzOutcome.Held;
    }

    private static string? Replay(Model model, string invariant, Witness witness)
    {
        if (witness.Moves.Count == 0)
        {
            return new Interpreter(model).InitialViolations.Any(violation => violation.Invariant == invariant) ? null : "the initial state does not violate it";
        }

        var steps = Replayer.Run(model, Written(model, witness.Moves), out var end);
        if (!steps.Select(static step => step.Move).SequenceEqual(witness.Moves))
        {
            return "other moves are replayed than the witness has";
        }

        if ((invariant == EngineInvariants.Terminates) != (witness.CycleStart is not null))
        {
            return "a cycle and a livelock go together";
        }

        if (witness.CycleStart is { } start)
        {
            Replayer.Run(model, Written(model, witness.Moves.Take(start)), out var before);
            return end.IsInSameStateAs(before) ? null : "the cycle does not return to the state that it began in";
        }

        var last = steps[^1].Violations.Concat(end.IsQuiescent ? end.AtEnd() : []);
        return !last.Any(violation => violation.Invariant == invariant) ? "the last step does not violate it"
            : steps.SkipLast(1).SelectMany(static step => step.Violations).Any(violation => violation.Invariant == invariant) ? "it is violated before the last step"
            : null;
    }

    private static Schedule Written(Model model, IEnumerable<Move> moves) => Schedule.Parse(Schedule.Of(model, moves).ToString());
}
