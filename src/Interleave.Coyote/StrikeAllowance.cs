using Interleave.Replay;

namespace Interleave.Coyote;

/// <summary>
/// How often a handler that need not strike will. It is decided when the handler first may, and again whenever its
/// budget has grown: then a choice says how much of the budget it takes up, from nothing to all.
/// </summary>
internal sealed class StrikeAllowance(Cell budget)
{
    private uint left;
    private uint declined;
    private int granted;

    /// <summary>Whether the handler will strike, or has yet to decide.</summary>
    public bool MayStrike => granted > 0 || left > declined;

    /// <summary>Takes note of the budget after a move.</summary>
    public void Note(Interpreter state)
    {
        // Handlers may share a budget: what another one took has not been declined.
        left = state.ValueOf(budget);
        declined = Math.Min(declined, left);
    }

    /// <summary>Whether the handler strikes now; decides it where that has not been done.</summary>
    public bool Decide(Func<int, int> choose)
    {
        if (granted == 0)
        {
            granted = choose((int)(left - declined) + 1);
            declined = left - (uint)granted;
        }

        return granted > 0;
    }

    /// <summary>The handler has struck.</summary>
    public void Strike() => granted--;
}
