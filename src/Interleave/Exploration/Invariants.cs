namespace Interleave.Exploration;

/// <summary>The invariants watched in a model and their bits in a set of violations.</summary>
internal sealed class Invariants
{
    public const ulong Exception = 1 << 0;
    public const ulong Deadlock = 1 << 1;
    public const ulong Livelock = 1 << 2;
    public const ulong FreedAccess = 1 << 3;
    public const ulong UninitialisedRead = 1 << 4;

    private const int EngineCount = 5;

    private readonly List<string> names =
    [
        EngineInvariants.NoException, EngineInvariants.NoDeadlock, EngineInvariants.Terminates,
        EngineInvariants.UseAfterFree, EngineInvariants.NoUninitialisedRead,
    ];

    public Invariants(IReadOnlyList<Monitor> monitors)
    {
        if (monitors.Count > 64 - EngineCount)
        {
            throw new ModelException($"{monitors.Count} monitors are more than the {64 - EngineCount} that one model can have; split the check");
        }

        foreach (var monitor in monitors)
        {
            if (names.Contains(monitor.Invariant))
            {
                throw new ModelException($"two invariants are named '{monitor.Invariant}'; verdicts need different names");
            }

            names.Add(monitor.Invariant);
        }
    }

    /// <summary>All names; the position is the bit.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The bit of a monitor.</summary>
    public static ulong OfMonitor(int index) => 1UL << (EngineCount + index);
}
