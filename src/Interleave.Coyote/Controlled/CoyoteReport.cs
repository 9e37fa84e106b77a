using Interleave.Exploration;

namespace Interleave.Coyote;

/// <summary>What Coyote found in a model. That it found nothing proves nothing.</summary>
public sealed record CoyoteReport
{
    /// <summary>Executions that came to their end or to a violation.</summary>
    public required int Judged { get; init; }

    /// <summary>Executions that were cut at the bound of steps.</summary>
    public required int NotJudged { get; init; }

    /// <summary>Executions that violated an invariant.</summary>
    public required int Violating { get; init; }

    /// <summary>The first execution that violated each invariant, by its name.</summary>
    public required IReadOnlyDictionary<string, CoyoteViolation> Violations { get; init; }

    /// <summary>Scheduling decisions and choices in all executions.</summary>
    public required long Steps { get; init; }

    /// <summary>Coyote's record of the last violating execution, for <see cref="ModelUnderCoyote.Replay"/> and
    /// <c>coyote replay</c>; null when there is none.</summary>
    public required string? Trace { get; init; }

    /// <summary>How long it took, by <see cref="CoyoteOptions.Clock"/>.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>An execution that violates an invariant.</summary>
/// <param name="Reason">Why the invariant does not hold.</param>
/// <param name="Moves">The execution, up to and with the move that violates it.</param>
/// <param name="CycleStart">For a livelock: the number of moves before its cycle.</param>
public sealed record CoyoteViolation(string Reason, IReadOnlyList<Move> Moves, int? CycleStart);
