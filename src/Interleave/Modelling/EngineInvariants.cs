namespace Interleave;

/// <summary>Names of the invariants that the engine itself watches in every model.</summary>
public static class EngineInvariants
{
    /// <summary>No process throws an exception (a failed <see cref="Check.That"/> is one).</summary>
    public const string NoException = "no-exception";

    /// <summary>Whenever no process can step, every process has finished.</summary>
    public const string NoDeadlock = "no-deadlock";

    /// <summary>No fair cycle: an execution that a fair scheduler cannot be blamed for ends.</summary>
    public const string Terminates = "terminates";

    /// <summary>No operation touches a cell of a freed <see cref="Region"/>.</summary>
    public const string UseAfterFree = "use-after-free";

    /// <summary>No operation uses the value of a cell that still holds <see cref="Model.Uninitialised"/>.</summary>
    public const string NoUninitialisedRead = "no-uninitialised-read";
}
