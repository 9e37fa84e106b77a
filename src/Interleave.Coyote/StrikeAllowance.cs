using Interleave.Replay;

namespace Interleave.Coyote;

/// <summary>
/// How often a handler that need not strike will. It is decided when the handler first may, and again whenever its
/// budget has grown: then a choice says how much of the budget it takes up, from nothing to all.
/// </summary>
internal sealed class StrikeAllowance(Cell budget)
{
    private int granted;
    private uint declined;

    /// <summary>Whether the handler will strike, or has yet to decide.</summary>
    public bool MayStrike(Interpreter state)
    {
        // Handlers may share a budget: what another one took cannot be declined any more.
        declined = Math.Min(declined, state.ValueOf(budget));
        return granted > 0 || state.ValueOf(budget) > declined;
    }

    /// <summary>Whether the handler strikes now; decides it where that has not been done.</summary>
    public bool Decide(Interpreter state, Func<int, int> choose)
    {
        if (granted == 0)
        {
            granted = choose((int)(state.ValueOf(budget) - declined) + 1);
            declined = state.ValueOf(budget) - (uint)granted;
        }

        return granted > 0;
    }

    /// <summary>The handler has struck.</summary>
    public void Strike() => granted--;
}
