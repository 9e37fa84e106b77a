namespace Interleave.Sampling;

/// <summary>Random numbers that are the same everywhere and always for the same seed (splitmix64).</summary>
internal struct SampleRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>A stream of its own for an execution.</summary>
    public static SampleRandom Of(ulong seed, long run)
    {
        var mixed = new SampleRandom(seed);
        return new SampleRandom(mixed.Next() + ((ulong)run * 0x9E3779B97F4A7C15UL));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var x = state += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);
}
