using Interleave.Exploration;

namespace Interleave.Sampling;

/// <summary>
/// Recognises processes that wait by looking again and again. A process spins when it comes back, by steps of its own only, to
/// a state in which it has been: it will do the same until somebody else changes something.
/// </summary>
internal sealed class SpinDetector
{
    /// <summary>The states since the process that runs took over, with the number of its moves before each.</summary>
    private readonly Dictionary<ulong, int> streak = [];
    private readonly List<Move> moves = [];

    /// <summary>The processes that spin in the state <see cref="where"/>, with the moves of each loop.</summary>
    private readonly Dictionary<int, IReadOnlyList<Move>> spinning = [];
    private ulong where;
    private int running = -1;
    private ulong here;

    /// <summary>The moves by which the spinning processes come back, one after the other.</summary>
    public IEnumerable<Move> Cycle => spinning.Values.SelectMany(loop => loop);

    /// <summary>An execution begins.</summary>
    public void Begin(ulong fingerprint)
    {
        (running, here) = (-1, fingerprint);
        spinning.Clear();
    }

    /// <summary>Whether a process is known to spin in the present state.</summary>
    public bool IsSpinning(int process) => spinning.Count > 0 && here == where && spinning.ContainsKey(process);

    /// <summary>Notes a move and the state that it leads to; true when its process turns out to spin there.</summary>
    public bool Moved(Move move, ulong fingerprint)
    {
        if (move.Process != running)
        {
            running = move.Process;
            streak.Clear();
            moves.Clear();
            streak.Add(here, 0);
        }

        moves.Add(move);
        here = fingerprint;
        if (streak.TryAdd(fingerprint, moves.Count))
        {
            return false;
        }

        var loop = moves[streak[fingerprint]..];
        if (loop.Exists(made => made.IsStrike || made.Kind == MoveKind.Place))
        {
            // A handler that strikes for ever is the environment's doing, and a thread that is placed again has left.
            return false;
        }

        if (fingerprint != where)
        {
            spinning.Clear();
            where = fingerprint;
        }

        spinning[move.Process] = loop;
        return true;
    }
}
