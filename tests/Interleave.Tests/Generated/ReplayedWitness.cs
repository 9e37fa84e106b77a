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
        var steps = new List<TraceStep>();
        foreach (var move in witness.Moves)
        {
            Assert.Contains(move, interpreter.Moves());
            steps.Add(interpreter.Apply(move));
        }

        return Violations(interpreter, steps);
    }

    /// <summary>The invariants that the last step of an execution violates, or that it violates by ending there.</summary>
    public static IReadOnlyList<string> Violations(Interpreter end, IReadOnlyList<TraceStep> steps)
    {
        var last = steps.Count == 0 ? end.InitialViolations : steps[^1].Violations;
        return [.. last.Concat(end.IsQuiescent ? end.AtEnd() : []).Select(violation => violation.Invariant)];
    }
}
