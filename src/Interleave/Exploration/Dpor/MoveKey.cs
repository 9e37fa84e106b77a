namespace Interleave.Exploration.Dpor;

/// <summary>
/// A move as one number: an actor, and what its choice returns. The actors are the processes and, after those, one
/// for each pair of a thread and a processor, which places the thread there. So every move that is possible in
/// a state has an identity that outlives the state, which is what sleep sets and wakeup trees hold.
/// </summary>
internal static class MoveKey
{
    /// <summary>No move: nothing is possible any more.</summary>
    public const int End = -1;

    /// <summary>No move: what is possible is asleep.</summary>
    public const int None = -2;

    /// <summary>Alternatives that a choice may have.</summary>
    public const int MaxAlternatives = 1 << ChoiceBits;

    private const int ChoiceBits = 12;

    /// <summary>The key of an actor's move.</summary>
    public static int Of(int actor, int choice) => (actor << ChoiceBits) | choice;

    /// <summary>The actor of a move.</summary>
    public static int Actor(int key) => key >> ChoiceBits;

    /// <summary>What the choice returns; 0 for other moves.</summary>
    public static int Choice(int key) => key & (MaxAlternatives - 1);
}
