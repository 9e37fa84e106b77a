using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Generated;

/// <summary>Replays witnesses in the <see cref="Interpreter"/>.</summary>
internal static class ReplayedWitness
{
    /// <summary>The invariants that the last move of a witness violates, or the end of the execution after it.</summary>
    public static IReadOnlyList<string> Violations(Model model, Witness witness)
    {
        var interpreter = new Interpreter(model);
        var violations = interpreter.InitialViolations;
        foreach (var move in witness.Moves)
        {
            Assert.Contains(move, interpreter.Moves());
            violations = interpreter.Apply(move).Violations;
        }

        var atEnd = interpreter.IsQuiescent ? interpreter.AtEnd() : [];
        return [.. violations.Concat(atEnd).Select(violation => violation.Invariant)];
    }
}
