using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>
/// Watches one execution for a livelock: it has come back to a state, and every process that could always have gone on since
/// then has. What it finds is a fair cycle of the state graph, so an exhaustive search reports
/// <see cref="EngineInvariants.Terminates"/> too.
/// </summary>
/// <remarks>It keeps the whole execution: for one that is tested or replayed, not for a search.</remarks>
public sealed class FairCycleWatch
{
    private readonly List<Interpreter> states = [];
    private readonly List<IReadOnlyList<Move>> possible = [];
    private readonly List<Move> moves = [];
    private readonly Dictionary<int, List<int>> known = [];

    /// <summary>Takes note of the next state.</summary>
    /// <param name="state">The state; a copy is kept.</param>
    /// <param name="arrivedBy">The move that led to it; null: it is the first.</param>
    /// <returns>The number of moves before the cycle that ends here; null: none does.</returns>
    public int? Add(Interpreter state, Move? arrivedBy)
    {
        if (arrivedBy is { } move)
        {
            moves.Add(move);
        }

        var here = states.Count;
        states.Add(state.Clone());
        possible.Add(state.Moves());
        var hash = state.CellsHash;
        if (!known.TryGetValue(hash, out var before))
        {
            known.Add(hash, before = []);
        }

        // The shortest cycle first.
        for (var i = before.Count - 1; i >= 0; i--)
        {
            if (states[before[i]].IsInSameStateAs(state) && IsFair(before[i], here))
            {
                return before[i];
            }
        }

        before.Add(here);
        return null;
    }

    private bool IsFair(int from, int to)
    {
        var always = ProcessesOf(possible[from]);
        for (var i = from + 1; i < to; i++)
        {
            always.IntersectWith(ProcessesOf(possible[i]));
        }

        return always.IsSubsetOf(ProcessesOf(moves[from..to]));
    }

    private static HashSet<int> ProcessesOf(IEnumerable<Move> moves) => [.. moves.Where(move => !move.IsStrike).Select(move => move.Process)];
}
