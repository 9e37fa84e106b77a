using Interleave.Exploration;
using Interleave.Exploration.Reduced;

namespace Interleave.Sampling;

/// <summary>Counts what an execution takes, as the search for the simplest one does: switches away from a processor that could
/// have gone on, interrupts, and failures.</summary>
internal sealed class WitnessCost(TransitionSystem system)
{
    private int last = -1;

    public int Preemptions { get; private set; }

    public int Interrupts { get; private set; }

    public int Failures { get; private set; }

    /// <summary>Counts the next move.</summary>
    public void Add(ReadOnlySpan<uint> state, Successors possible, Move move)
    {
        var unit = system.UnitOf(state, move);
        if (move.IsStrike && system.Model.Processes[move.Process].Kind == ProcessKind.Handler)
        {
            Interrupts++;
        }
        else if (move.IsStrike)
        {
            Preemptions++;
        }

        if (unit != last && LastCanGoOn(state, possible))
        {
            Preemptions++;
        }

        switch (system.ChoiceOf(state, move))
        {
            case ChoiceKind.Failure:
                Failures++;
                break;
            case ChoiceKind.Interrupt:
                Interrupts++;
                break;
        }

        last = unit;
    }

    private bool LastCanGoOn(ReadOnlySpan<uint> state, Successors possible)
    {
        for (var i = 0; i < possible.Count; i++)
        {
            if (!possible.MoveAt(i).IsStrike && system.UnitOf(state, possible.MoveAt(i)) == last)
            {
                return true;
            }
        }

        return false;
    }
}
