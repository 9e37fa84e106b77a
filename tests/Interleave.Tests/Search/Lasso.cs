using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Search;

/// <summary>Checks witnesses of livelocks on the <see cref="Interpreter"/>.</summary>
internal static class Lasso
{
    /// <summary>The moves after the stem lead back to the same state, and every process that could always step on
    /// them does.</summary>
    public static void AssertFair(Model model, Witness witness)
    {
        var interpreter = new Interpreter(model);
        var stem = Assert.NotNull(witness.CycleStart);
        Assert.True(witness.Moves.Count > stem, "the cycle has moves");
        foreach (var move in witness.Moves.Take(stem))
        {
            Apply(interpreter, move);
        }

        var start = interpreter.Clone();
        var always = ProcessesThatCanStep(interpreter);
        foreach (var move in witness.Moves.Skip(stem))
        {
            Apply(interpreter, move);
            always.IntersectWith(ProcessesThatCanStep(interpreter));
        }

        Assert.True(interpreter.IsInSameStateAs(start), "the cycle ends where it began");
        always.ExceptWith(witness.Moves.Skip(stem).Where(move => !move.IsStrike).Select(move => move.Process));
        Assert.Empty(always);
    }

    private static void Apply(Interpreter interpreter, Move move)
    {
        Assert.Contains(move, interpreter.Moves());
        interpreter.Apply(move);
    }

    private static HashSet<int> ProcessesThatCanStep(Interpreter interpreter) =>
        [.. interpreter.Moves().Where(move => !move.IsStrike).Select(move => move.Process)];
}
