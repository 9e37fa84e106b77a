using Interleave.Exploration;
using Interleave.Replay;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>Compares what Coyote finds in a model with what the exhaustive search finds.</summary>
internal static class CoyoteAssert
{
    /// <summary>Coyote finds no violation that the exhaustive search does not report, and each one that it finds
    /// happens in the interpreter too, at the same move and for the same reason.</summary>
    /// <param name="build">Makes the model, anew each time.</param>
    /// <param name="iterations">The number of executions under each of Coyote's strategies.</param>
    /// <param name="search">For large models; the search must be complete all the same.</param>
    /// <returns>What the exhaustive search found, and what Coyote did.</returns>
    public static (ExplorationResult Explored, IReadOnlyList<CoyoteReport> Tested) AgreesWithTheExhaustiveSearch(Func<Model> build, int iterations, SearchOptions? search = null)
    {
        var explored = Explore.All(build(), search);
        Assert.True(explored.Search.Complete, $"cut short by {explored.Search.StoppedBy}: there is nothing to compare with");
        var tested = new List<CoyoteReport>();
        foreach (var strategy in Enum.GetValues<CoyoteStrategy>())
        {
            var report = ModelUnderCoyote.Test(build, new CoyoteOptions { Strategy = strategy, Iterations = iterations });
            tested.Add(report);
            foreach (var (invariant, violation) in report.Violations)
            {
                Assert.Contains(invariant, explored.Search.Violated, StringComparer.Ordinal);
                Replays(build(), invariant, violation);
            }
        }

        return (explored, tested);
    }

    /// <summary>The violation happens in the interpreter: not before the last of its moves, and then as it was told.</summary>
    public static void Replays(Model model, string invariant, CoyoteViolation violation)
    {
        var interpreter = new Interpreter(model);
        var violated = interpreter.InitialViolations;
        foreach (var move in violation.Moves)
        {
            Assert.Empty(violated);
            Assert.Contains(move, interpreter.Moves());
            violated = interpreter.Apply(move).Violations;
        }

        if (interpreter.IsQuiescent)
        {
            violated = [.. violated, .. interpreter.AtEnd()];
        }

        Assert.Contains(new InvariantViolation(invariant, violation.Reason), violated);
    }

    /// <summary>A witness of the exhaustive search leads to its violation under Coyote too. The witness of a livelock,
    /// which violates nothing in a finite number of moves, leads back to where its cycle begins.</summary>
    public static void Reaches(Func<Model> build, string invariant, Witness witness)
    {
        var report = ModelUnderCoyote.Follow(build, witness.Moves);
        Assert.Equal(1, report.Judged);
        if (witness.CycleStart is { } start)
        {
            var model = build();
            var once = After(model, witness.Moves.Take(start));
            Assert.True(witness.Moves.Count > start);
            Assert.True(After(model, witness.Moves).IsInSameStateAs(once));
            return;
        }

        Assert.Contains(invariant, report.Violations);
        Assert.Equal(witness.Moves, report.Violations[invariant].Moves);
    }

    private static Interpreter After(Model model, IEnumerable<Move> moves)
    {
        var interpreter = new Interpreter(model);
        foreach (var move in moves)
        {
            Assert.Contains(move, interpreter.Moves());
            interpreter.Apply(move);
        }

        return interpreter;
    }
}
