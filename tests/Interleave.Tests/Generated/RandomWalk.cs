using Interleave.Exploration;
using Interleave.Replay;

namespace Interleave.Tests.Generated;

/// <summary>Random executions of a model, side by side in <see cref="TransitionSystem"/> and <see cref="Interpreter"/>.</summary>
internal static class RandomWalk
{
    private const int MaxMoves = 200;

    /// <summary>Compares the two at every state of one execution.</summary>
    public static void Compare(Model model, Rng rng)
    {
        var system = new TransitionSystem(model);
        var interpreter = new Interpreter(model);
        var state = system.Initial;
        Assert.Equal(NamesOf(system, system.InitialViolations), NamesOf(interpreter.InitialViolations));
        for (var count = 0; count < MaxMoves; count++)
        {
            var (successors, outlook) = StateSpace.Expand(system, state);
            Assert.Equal(successors.Select(successor => successor.Move).OrderBy(Key), interpreter.Moves().OrderBy(Key));
            Assert.Equal(outlook != Outlook.Continues, interpreter.IsQuiescent);
            Assert.All(model.Cells, cell => Assert.Equal(state[cell.Word], interpreter.ValueOf(cell)));
            if (outlook != Outlook.Continues)
            {
                var atEnd = outlook == Outlook.Stuck ? Invariants.Deadlock : system.AtEnd(state);
                Assert.Equal(NamesOf(system, atEnd), NamesOf(interpreter.AtEnd()));
            }

            if (successors.Count == 0)
            {
                return;
            }

            var next = successors[rng.Below(successors.Count)];
            var step = interpreter.Clone().Apply(next.Move);
            Assert.Equal(NamesOf(system, next.Violations), NamesOf(step.Violations));
            interpreter.Apply(next.Move);
            state = next.State;
        }
    }

    private static (MoveKind Kind, int Process, int Value) Key(Move move) => (move.Kind, move.Process, move.Value);

    private static SortedSet<string> NamesOf(TransitionSystem system, ulong violations) =>
        new(system.Invariants.Names.Where((_, bit) => (violations >> bit & 1) != 0), StringComparer.Ordinal);

    private static SortedSet<string> NamesOf(IReadOnlyList<InvariantViolation> violations) =>
        new(violations.Select(violation => violation.Invariant), StringComparer.Ordinal);
}
