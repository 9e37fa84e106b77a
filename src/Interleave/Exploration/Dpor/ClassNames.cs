using System.Numerics;

namespace Interleave.Exploration.Dpor;

/// <summary>
/// Names classes of equivalent executions in models with handlers, and tells whether one was met before. Executions are equivalent
/// when they have the same events, each after the same others by what they access: what nests does not count. The name is
/// a sum over the events, so that a part of an execution has its name too.
/// </summary>
internal sealed class ClassNames(Execution execution)
{
    private readonly HashSet<UInt128> met = [];
    private UInt128[] names = new UInt128[64];
    private ulong[] before = new ulong[64];
    private int stride = 1;

    /// <summary>The name of an event: what it is and what comes before it.</summary>
    public UInt128 this[int position] => names[position];

    /// <summary>Whether the class with a name is met for the first time.</summary>
    public bool Add(UInt128 name) => met.Add(name);

    /// <summary>Names the last event of the execution.</summary>
    public void Push()
    {
        if (stride != execution.Stride || names.Length * stride < execution.Length * execution.Stride)
        {
            Grow();
        }

        var position = execution.Length - 1;
        ref readonly var record = ref execution[position];
        var past = Before(position);
        past.Clear();
        UInt128 sum = 0;
        for (var i = position - 1; i >= 0; i--)
        {
            if (EventSet.Has(past, i))
            {
                continue;
            }

            ref readonly var other = ref execution[i];
            if (other.Process == record.Process || Footprint.Conflict(in other.Accesses, in record.Accesses))
            {
                EventSet.Unite(past, Before(i));
                EventSet.Add(past, i);
            }
        }

        for (var word = 0; word < past.Length; word++)
        {
            for (var rest = past[word]; rest != 0; rest &= rest - 1)
            {
                sum += names[(word << 6) + BitOperations.TrailingZeroCount(rest)];
            }
        }

        names[position] = Mix(sum, (ulong)record.Key + 1);
    }

    private Span<ulong> Before(int position) => before.AsSpan(position * stride, stride);

    private void Grow()
    {
        var wider = execution.Stride;
        var length = Math.Max(names.Length, wider * 64);
        var sets = new ulong[length * wider];
        for (var i = 0; i < execution.Length - 1; i++)
        {
            Before(i).CopyTo(sets.AsSpan(i * wider));
        }

        Array.Resize(ref names, length);
        before = sets;
        stride = wider;
    }

    private static UInt128 Mix(UInt128 past, ulong what)
    {
        var (high, low) = ((ulong)(past >> 64), (ulong)past);
        return new UInt128(
            Mixed(Mixed(high ^ 0x9E3779B97F4A7C15UL) + low + what),
            Mixed(Mixed(low ^ 0xD6E8FEB86659FD93UL) + BitOperations.RotateLeft(high, 17) + (what * 0xBF58476D1CE4E5B9UL)));
    }

    private static ulong Mixed(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
