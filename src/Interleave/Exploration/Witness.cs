namespace Interleave.Exploration;

/// <summary>The simplest execution that violates an invariant.</summary>
/// <param name="Moves">The execution. For a livelock: up to the cycle and once around it.</param>
/// <param name="Preemptions">Switches away from a processor that could have gone on, and preemptions of threads.</param>
/// <param name="Interrupts">How often a handler of a processor struck, and choices of <see cref="ChoiceKind.Interrupt"/>.</param>
/// <param name="Failures">Choices of <see cref="ChoiceKind.Failure"/>.</param>
public sealed record Witness(IReadOnlyList<Move> Moves, int Preemptions, int Interrupts, int Failures)
{
    /// <summary>For a livelock: the number of moves before the cycle; else null.</summary>
    public int? CycleStart { get; init; }
}
