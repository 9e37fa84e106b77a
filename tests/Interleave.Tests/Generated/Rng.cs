namespace Interleave.Tests.Generated;

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

    public uint Value(uint bound) => (uint)(Next() % bound);

    public bool OneIn(int chances) => Below(chances) == 0;

    public T Pick<T>(params ReadOnlySpan<T> from) => from[Below(from.Length)];
}
