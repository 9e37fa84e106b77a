namespace Interleave.Exploration;

/// <summary>Mistakes that tests put into a search to see that they would be noticed. Each is asked for outside the inner loops: once
/// for a block of states, for a depth, or for a local state.</summary>
internal enum SearchFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>The last transition out of every second block of states is dropped.</summary>
    DroppedTransition,

    /// <summary>Of each fingerprint only 16 bits are looked at.</summary>
    ShortFingerprint,

    /// <summary>The last live local of each frame is left out of what tells local states apart.</summary>
    StaleLocal,

    /// <summary>What one thread has found at a depth is not waited for.</summary>
    LostWakeUp,
}
