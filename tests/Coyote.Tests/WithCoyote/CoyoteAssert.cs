using Interleave.Exploration;
using Interleave.Replay;
using Xunit;

namespace Interleave.Coyote.Tests;

/// <summary>Compares what Coyote finds in a model with what the exhaustive search finds.</summary>
internal static class CoyoteAssert
{
    private static readonly CoyoteStrategy[] Strategies = Enum.GetValues<CoyoteStrategy>();

    /// <summary>Coyote finds no violation of an invariant that holds by the exhaustive search, and each violation that
    /// it finds happens in the interpreter too, at the same move and for the same reason.</summary>
    /// <param name="build">Makes the model, anew each time.</param>
    /// <param name="iterations">The number of executions under each of Coyote's strategies: for the invariants that
    /// hold together, and for each of the others as many at most.</param>
    /// <param name="search">For large models; the search must be complete all the same.</param>
    public static Agreement AgreesWithTheExhaustiveSearch(Func<Model> build, int iterations, SearchOptions? search = null)
    {
        var explored = Explore.All(build(), search);
        Assert.True(explored.Search.Complete, $"cut short by {explored.Search.StoppedBy}: there is nothing to compare with");
        var violated = explored.Search.Violated;
        var tested = Strategies
            .Select(strategy => ModelUnderCoyote.Test(build, new CoyoteOptions { Strategy = strategy, Iterations = iterations, Watched = invariant => !violated.Contains(invariant) }))
            .ToList();
        Assert.All(tested, report => Assert.Empty(report.Violations));

        var found = new Dictionary<string, CoyoteViolation>(StringComparer.Ordinal);
        foreach (var invariant in violated)
        {
            var violation = Strategies
                .Select(strategy => ModelUnderCoyote.Test(build, new CoyoteOptions { Strategy = strategy, Iterations = iterations, Watched = invariant.Equals, StopAtFirst = true }))
                .Select(report => report.Violations.GetValueOrDefault(invariant))
                .FirstOrDefault(violation => violation is not null);
            if (violation is not null)
            {
                Replays(build(), invariant, violation);
                found.Add(invariant, violation);
            }
        }

        return new Agreement(explored, tested, found);
    }

    /// <summary>The violation happens in the interpreter: not before the last of its moves, and then as it was told.</summary>
    public static void Replays(Model model, string invariant, CoyoteViolation violation)
    {
        if (violation.CycleStart is { } start)
        {
            Assert.Equal(EngineInvariants.Terminates, invariant);
            Assert.True(ReturnsTo(model, violation.Moves, start));
            return;
        }

        var interpreter = new Interpreter(model);
        var violated = interpreter.InitialViolations;
        foreach (var move in violation.Moves)
        {
            Assert.DoesNotContain(violated, violation => violation.Invariant == invariant);
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
            Assert.True(ReturnsTo(build(), witness.Moves, start));
            return;
        }

        Assert.Contains(invariant, report.Violations);
        Assert.Equal(witness.Moves, report.Violations[invariant].Moves);
    }

    /// <summary>Whether an execution is, at its end, where it was after a number of moves.</summary>
    private static bool ReturnsTo(Model model, IReadOnlyList<Move> moves, int start) =>
        moves.Count > start && After(model, moves).IsInSameStateAs(After(model, moves.Take(start)));

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

/// <summary>What the two searches found.</summary>
/// <param name="Explored">The exhaustive one.</param>
/// <param name="Tested">Coyote's executions, under each strategy, watched for the invariants that hold.</param>
/// <param name="Found">What Coyote found of the other invariants.</param>
internal sealed record Agreement(ExplorationResult Explored, IReadOnlyList<CoyoteReport> Tested, IReadOnlyDictionary<string, CoyoteViolation> Found);
