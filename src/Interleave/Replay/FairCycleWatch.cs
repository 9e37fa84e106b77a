using Interleave.Exploration;

namespace Interleave.Replay;

/// <summary>
/// Watches one execution for a livelock: it has come back to a state, and every process that could always have gone on since
/// then has. What it finds is a fair cycle of the state graph, so an exhaustive search reports
/// <see cref="EngineInvariants.Terminates"/> too.
/// </summary>
/// <param name="model">The model.</param>
/// <remarks>It keeps every state of the execution: for one that is tested or replayed, not for a search.</remarks>
public sealed class FairCycleWatch(Model model)
{
    private const int Never = -1;

    private readonly Dictionary<int, List<(Interpreter State, List<int> At)>> known = [];
    private readonly int[] lastMove = [.. Enumerable.Repeat(Never, model.Processes.Count)];
    private readonly int[] lastStuck = [.. Enumerable.Repeat(Never, model.Processes.Count)];
    private int count;

    /// <summary>Takes note of the next state.</summary>
    /// <param name="state">The state; a copy is kept.</param>
    /// <param name="possible">The moves that are possible in it.</param>
    /// <param name="arrivedBy">The move that led to it; null: it is the first.</param>
    /// <returns>The number of moves before the shortest fair cycle that ends here; null: none does.</returns>
    public int? Add(Interpreter state, IReadOnlyList<Move> possible, Move? arrivedBy)
    {
        var here = count++;
        if (arrivedBy is { } move)
        {
            lastMove[move.Process] = here;
        }

        var before = Occurrences(state);

        // The longer the way round, the more processes have moved and the fewer could always have: if the first one is not
        // fair, none is.
        int? start = before.Count > 0 && IsFair(before[0]) ? before.FindLast(IsFair) : null;
        before.Add(here);
        for (var process = 0; process < lastStuck.Length; process++)
        {
            if (!possible.Any(move => move.Process == process && !move.IsStrike))
            {
                lastStuck[process] = here;
            }
        }

        return start;
    }

    /// <summary>When the execution was in this state before.</summary>
    private List<int> Occurrences(Interpreter state)
    {
        var hash = state.CellsHash;
        if (!known.TryGetValue(hash, out var similar))
        {
            known.Add(hash, similar = []);
        }

        var same = similar.FindIndex(other => other.State.IsInSameStateAs(state));
        if (same < 0)
        {
            same = similar.Count;
            similar.Add((state.Clone(), []));
        }

        return similar[same].At;
    }

    private bool IsFair(int start)
    {
        for (var process = 0; process < lastMove.Length; process++)
        {
            if (lastMove[process] <= start && lastStuck[process] < start)
            {
                return false;
            }
        }

        return true;
    }
}
