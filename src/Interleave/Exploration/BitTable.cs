using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>
/// A set that remembers an element by three bits, so that it may take an element for one that it has seen (Holzmann, "An
/// analysis of bitstate hashing", 1998). Several threads may add to it. It never grows.
/// </summary>
/// <remarks>The three bits of an element are in one word: one cache miss, and one atomic operation says whether an element is
/// new. Words fill unevenly, which costs a little; the estimate counts that in.</remarks>
internal sealed class BitTable
{
    private const int BitsEach = 3;
    private const int WordBits = 64;
    private const int IntegrationSteps = 200;

    private readonly ulong[] words;

    /// <param name="bytes">Its size.</param>
    public BitTable(long bytes) =>
        words = GC.AllocateArray<ulong>((int)Math.Clamp((bytes + sizeof(ulong) - 1) / sizeof(ulong), 1, Array.MaxLength), pinned: true);

    /// <summary>Its size, in bytes.</summary>
    public long Bytes => words.LongLength * sizeof(ulong);

    /// <summary>Bits for each of <paramref name="states"/> states: SPIN's hash factor, of which 100 and more are trusted.</summary>
    public double HashFactor(long states) => words.LongLength * (double)WordBits / states;

    /// <summary>How many new elements were expected to be taken for others while <paramref name="count"/> were added.</summary>
    public double ExpectedMissed(long count)
    {
        // While one was added p / (1 - p) were missed, where p is the probability that the bits of a new one are all set.
        var (missed, step) = (0.0, (double)count / IntegrationSteps);
        for (var i = 0; i < IntegrationSteps; i++)
        {
            var taken = ProbabilityTaken((i + 0.5) * step / words.LongLength);
            missed += step * taken / (1 - taken);
        }

        return missed;
    }

    /// <summary>Fetches the word of an element that will soon be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref words[WordOf(fingerprint)]));
        }
    }

    /// <summary>Adds an element; false when it, or others with its bits, were there. Any number of threads may call this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong fingerprint)
    {
        // The word is chosen by the upper bits of the fingerprint, its bits by the lower ones.
        var bits = (1UL << (int)(fingerprint & 63)) | (1UL << (int)(fingerprint >> 6 & 63)) | (1UL << (int)(fingerprint >> 12 & 63));
        ref var word = ref words[WordOf(fingerprint)];
        return (Volatile.Read(in word) & bits) != bits && (Interlocked.Or(ref word, bits) & bits) != bits;
    }

    /// <summary>Writes all bits.</summary>
    public void Save(CheckpointWriter writer) => writer.WriteElements<ulong>(words);

    /// <summary>Reads all bits.</summary>
    public void Restore(CheckpointReader reader) => reader.ReadElements<ulong>(words);

    /// <summary>The probability that all bits of a new element are set when a word holds <paramref name="mean"/> elements on
    /// average: over how many it may hold, which is a Poisson distribution.</summary>
    private static double ProbabilityTaken(double mean)
    {
        var (sum, weight) = (0.0, Math.Exp(-mean));
        for (var inWord = 1; inWord < mean + 10 + (10 * Math.Sqrt(mean)); inWord++)
        {
            weight *= mean / inWord;
            sum += weight * Math.Pow(1 - Math.Pow(1 - (1.0 / WordBits), BitsEach * inWord), BitsEach);
        }

        return Math.Min(sum, 1 - 1e-9);
    }

    private long WordOf(ulong fingerprint) => (long)Math.BigMul(fingerprint, (ulong)words.LongLength, out _);
}
