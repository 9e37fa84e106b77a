using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>
/// A set that remembers an element by three bits, so that it may take an element for one that it has seen (Holzmann, "An
/// analysis of bitstate hashing", 1998). Several threads may add to it. It never grows.
/// </summary>
/// <remarks>The three bits of an element are in one cache line, so that it costs one cache miss. Lines fill unevenly, which costs
/// a little; the estimate counts that in.</remarks>
internal sealed class BitTable
{
    private const int BitsEach = 3;
    private const int LineWords = 8;
    private const int LineBits = LineWords * 64;
    private const int Locks = 1 << 10;
    private const int IntegrationSteps = 200;

    private readonly ulong[] words;
    private readonly ulong lines;
    private readonly int[] locked = new int[Locks];

    /// <param name="bytes">Its size.</param>
    public BitTable(long bytes)
    {
        lines = (ulong)Math.Clamp(bytes / (LineBits / 8), 1, Array.MaxLength / LineWords);
        words = GC.AllocateArray<ulong>((int)lines * LineWords, pinned: true);
    }

    /// <summary>Its size, in bytes.</summary>
    public long Bytes => words.LongLength * sizeof(ulong);

    /// <summary>Bits for each of <paramref name="states"/> states: SPIN's hash factor, of which 100 and more are trusted.</summary>
    public double HashFactor(long states) => Bytes * 8.0 / states;

    /// <summary>How many new elements were expected to be taken for others while <paramref name="count"/> were added.</summary>
    public double ExpectedMissed(long count)
    {
        // While one was added p / (1 - p) were missed, where p is the probability that the bits of a new one are all set.
        var (missed, step) = (0.0, (double)count / IntegrationSteps);
        for (var i = 0; i < IntegrationSteps; i++)
        {
            var taken = ProbabilityTaken((i + 0.5) * step / lines);
            missed += step * taken / (1 - taken);
        }

        return missed;
    }

    /// <summary>Fetches the line of an element that will soon be asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(ulong fingerprint)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref words[LineOf(fingerprint)]));
        }
    }

    /// <summary>Adds an element; false when it, or others with its bits, were there. For the only thread that uses the set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(ulong fingerprint)
    {
        var line = LineOf(fingerprint);
        return Set(line, fingerprint) | Set(line, fingerprint >> 9) | Set(line, fingerprint >> 18);
    }

    /// <summary>Adds an element; false when it, or others with its bits, were there. Any number of threads may call this.</summary>
    public bool AddShared(ulong fingerprint)
    {
        var line = LineOf(fingerprint);
        if (Has(line, fingerprint) && Has(line, fingerprint >> 9) && Has(line, fingerprint >> 18))
        {
            return false;
        }

        // Two threads that set the bits of one element at once would both take it for a new one.
        ref var taken = ref locked[(line / LineWords) & (Locks - 1)];
        var wait = default(SpinWait);
        while (Interlocked.CompareExchange(ref taken, 1, 0) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        var added = Add(fingerprint);
        Volatile.Write(ref taken, 0);
        return added;
    }

    /// <summary>Writes all bits.</summary>
    public void Save(CheckpointWriter writer) => writer.WriteElements<ulong>(words);

    /// <summary>Reads all bits.</summary>
    public void Restore(CheckpointReader reader) => reader.ReadElements<ulong>(words);

    /// <summary>The probability that all bits of a new element are set when a line holds <paramref name="mean"/> elements on
    /// average: over how many it may hold, which is a Poisson distribution.</summary>
    private static double ProbabilityTaken(double mean)
    {
        var (sum, weight) = (0.0, Math.Exp(-mean));
        for (var inLine = 1; inLine < mean + 10 + (10 * Math.Sqrt(mean)); inLine++)
        {
            weight *= mean / inLine;
            sum += weight * Math.Pow(1 - Math.Pow(1 - (1.0 / LineBits), BitsEach * inLine), BitsEach);
        }

        return Math.Min(sum, 1 - 1e-9);
    }

    private int LineOf(ulong fingerprint) => (int)Math.BigMul(fingerprint, lines, out _) * LineWords;

    private bool Has(int line, ulong place) => (Volatile.Read(in words[line + (int)(place >> 6 & 7)]) >> (int)(place & 63) & 1) != 0;

    private bool Set(int line, ulong place)
    {
        ref var word = ref words[line + (int)(place >> 6 & 7)];
        var before = word;
        word = before | (1UL << (int)(place & 63));
        return word != before;
    }
}
