namespace UnwindCheck.Stitching.Tests.Support;

/// <summary>A random number generator that gives the same numbers on every machine and version (splitmix64).</summary>
internal sealed class Rng(ulong seed)
{
    private ulong state = seed * 0xD1342543DE82EF95UL;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var x = state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool OneIn(int chances) => Below(chances) == 0;

    /// <summary>All bits, or few, or the edges of the range.</summary>
    public ulong AnyNumber() => Below(4) switch
    {
        0 => Next(),
        1 => Next() >> Below(64),
        2 => ulong.MaxValue - (ulong)Below(2),
        _ => (ulong)Below(3),
    };
}
