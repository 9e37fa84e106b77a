using System.Runtime.Intrinsics;

namespace Interleave.Tests.Generated;

/// <summary>
/// The class of equivalent schedules that a schedule belongs to, as the reference counts them: two schedules are in one
/// class when they have the same steps, and each step comes after the same others, counting only orders that matter:
/// of steps of one context, of accesses to one word of which one is a write, and what follows from those.
/// </summary>
internal sealed class ClassOfSchedule
{
    /// <summary>A byte per context: how many of its steps come before.</summary>
    private readonly ulong[] contexts;
    private readonly ulong[] writes;
    private readonly ulong[] reads;
    private UInt128 sum;

    public ClassOfSchedule(int contexts)
        : this(new ulong[contexts], new ulong[World.AccessedWords], new ulong[World.AccessedWords], 0)
    {
    }

    private ClassOfSchedule(ulong[] contexts, ulong[] writes, ulong[] reads, UInt128 sum)
    {
        this.contexts = contexts;
        this.writes = writes;
        this.reads = reads;
        this.sum = sum;
    }

    /// <summary>The same number for all schedules of a class.</summary>
    public UInt128 Number => sum;

    public ClassOfSchedule Copy() => new(contexts.AsSpan().ToArray(), writes.AsSpan().ToArray(), reads.AsSpan().ToArray(), sum);

    /// <summary>Takes one step more.</summary>
    public void Add(Turn move, IReadOnlyList<(int Word, bool Writes)> accesses)
    {
        var clock = contexts[move.Context];
        foreach (var (word, isWrite) in accesses)
        {
            clock = Later(clock, isWrite ? Later(writes[word], reads[word]) : writes[word]);
        }

        clock += 1UL << (8 * move.Context);
        contexts[move.Context] = clock;
        foreach (var (word, isWrite) in accesses)
        {
            if (isWrite)
            {
                writes[word] = Later(writes[word], clock);
            }
            else
            {
                reads[word] = Later(reads[word], clock);
            }
        }

        var what = (ulong)(move.Context + (64 * (move.Choice + 1)) + (4096 * (move.Place + 1)) + (move.Executes ? 1 << 20 : 0));
        sum += ((UInt128)Mixed(clock + (what * 0x9E3779B97F4A7C15UL)) << 64) | Mixed((clock * 0xD6E8FEB86659FD93UL) ^ what);
    }

    private static ulong Later(ulong one, ulong other) =>
        Vector64.Max(Vector64.CreateScalar(one).AsByte(), Vector64.CreateScalar(other).AsByte()).AsUInt64().ToScalar();

    private static ulong Mixed(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
