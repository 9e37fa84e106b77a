namespace Interleave.Exploration;

/// <summary>What an execution takes beside operations.</summary>
/// <param name="Preemptions">Switches away from a processor or free process that could have gone on, and preemptions of threads.</param>
/// <param name="Interrupts">Strikes on processors, and choices of <see cref="ChoiceKind.Interrupt"/>.</param>
/// <param name="Failures">Choices of <see cref="ChoiceKind.Failure"/>.</param>
internal readonly record struct PathCost(int Preemptions, int Interrupts, int Failures)
{
    /// <summary>Where nothing has happened yet: see <see cref="After"/>.</summary>
    public const int Nobody = -1;

    /// <summary>All of it.</summary>
    public int Total => Preemptions + Interrupts + Failures;

    /// <summary>The cost with one move more.</summary>
    /// <param name="system">The state graph.</param>
    /// <param name="state">The state before the move.</param>
    /// <param name="move">The move.</param>
    /// <param name="last">The unit that moved last, or <see cref="Nobody"/>.</param>
    /// <param name="lastCanGoOn">Whether that unit has a move in <paramref name="state"/> that is no strike.</param>
    public PathCost After(TransitionSystem system, ReadOnlySpan<uint> state, Move move, int last, bool lastCanGoOn)
    {
        var (preemptions, interrupts, failures) = this;
        if (move.IsStrike && system.Model.Processes[move.Process].Kind == ProcessKind.Handler)
        {
            interrupts++;
        }
        else if (move.IsStrike)
        {
            preemptions++;
        }

        if (lastCanGoOn && system.UnitOf(state, move) != last)
        {
            preemptions++;
        }

        switch (system.ChoiceOf(state, move))
        {
            case ChoiceKind.Failure:
                failures++;
                break;
            case ChoiceKind.Interrupt:
                interrupts++;
                break;
        }

        return new PathCost(preemptions, interrupts, failures);
    }
}
