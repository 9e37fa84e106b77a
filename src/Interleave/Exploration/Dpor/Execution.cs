using System.Runtime.CompilerServices;

namespace Interleave.Exploration.Dpor;

/// <summary>
/// The execution being explored: its events, and for each the set of the events that happen before it. An event happens
/// before a later one if both are steps of one process, if their footprints conflict, or through events between.
/// </summary>
/// <remarks>The sets are bit sets over the positions of events, which is a vector clock that also knows who is
/// between; two of them are compared 64 events at a time.</remarks>
internal sealed class Execution(TraceExecutor executor)
{
    private EventRecord[] records = new EventRecord[64];
    private int[] logStart = new int[65];
    private ulong[] before = new ulong[64];
    private int stride = 1;
    private (int First, int Second)[] races = new (int, int)[256];
    private int raceCount;

    /// <summary>The machine that executes it.</summary>
    public TraceExecutor Executor => executor;

    /// <summary>Number of events.</summary>
    public int Length { get; private set; }

    /// <summary>Words of a set of events.</summary>
    public int Stride => stride;

    /// <summary>The races of the execution, without those forgotten: the pairs of events of different processes of which the
    /// first happens before the second and no event is between, in the order of the second.</summary>
    public ReadOnlySpan<(int First, int Second)> Races => races.AsSpan(0, raceCount);

    /// <summary>Forgets the races found so far.</summary>
    public void ForgetRaces() => raceCount = 0;

    /// <summary>The event at a position; at <see cref="Length"/> there is room for one that was not executed.</summary>
    public ref EventRecord this[int position]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref records[position];
    }

    /// <summary>Where the changes of an event begin in the executor's log.</summary>
    public int LogStart(int position) => logStart[position];

    /// <summary>The set of events that happen before an event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Before(int position) => before.AsSpan(position * stride, stride);

    /// <summary>Whether an event happens before another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HappensBefore(int first, int second) => (before[(second * stride) + (first >> 6)] >> first & 1) != 0;

    /// <summary>The event before one of the same process; -1: there is none.</summary>
    public int PreviousOf(int position)
    {
        var process = records[position].Process;
        do
        {
            position--;
        }
        while (position >= 0 && records[position].Process != process);
        return position;
    }

    /// <summary>The last event of a process; -1: there is none.</summary>
    public int LastOf(int process)
    {
        var position = Length - 1;
        while (position >= 0 && records[position].Process != process)
        {
            position--;
        }

        return position;
    }

    /// <summary>Adds to a set an event and those that it happens before.</summary>
    public void AddWithSuccessors(Span<ulong> set, int position)
    {
        EventSet.Add(set, position);
        for (var i = position + 1; i < Length; i++)
        {
            if (HappensBefore(position, i))
            {
                EventSet.Add(set, i);
            }
        }
    }

    /// <summary>Executes a move that is possible.</summary>
    public ref EventRecord Push(int key)
    {
        if (Length + 1 >= records.Length)
        {
            Grow();
        }

        logStart[Length] = executor.Logged;
        ref var record = ref records[Length];
        executor.Execute(key, ref record);
        FindPredecessors(Length);
        Length++;
        logStart[Length] = executor.Logged;
        return ref record;
    }

    /// <summary>Takes the last event back.</summary>
    public void Pop()
    {
        Length--;
        executor.Undo(logStart[Length]);
        while (raceCount > 0 && races[raceCount - 1].Second == Length)
        {
            raceCount--;
        }
    }

    /// <summary>Forms the set of the events that happen before the event at a position; see <see cref="Races"/>.</summary>
    private void FindPredecessors(int position)
    {
        ref readonly var record = ref records[position];
        if (stride == 1)
        {
            ulong set = 0;
            for (var i = position - 1; i >= 0; i--)
            {
                if ((set >> i & 1) != 0)
                {
                    continue;
                }

                ref readonly var other = ref records[i];
                var same = other.Process == record.Process;
                if (same || Footprint.Conflict(in other.Footprint, in record.Footprint))
                {
                    set |= before[i] | (1UL << i);
                    if (!same)
                    {
                        AddRace(i, position);
                    }
                }
            }

            before[position] = set;
            return;
        }

        FindPredecessorsInWords(position);
    }

    private void FindPredecessorsInWords(int position)
    {
        ref readonly var record = ref records[position];
        var set = Before(position);
        set.Clear();
        for (var i = position - 1; i >= 0; i--)
        {
            ref readonly var other = ref records[i];
            if ((set[i >> 6] >> i & 1) != 0)
            {
                continue;
            }

            var same = other.Process == record.Process;
            if (same || Footprint.Conflict(in other.Footprint, in record.Footprint))
            {
                var earlier = Before(i);
                for (var word = 0; word < set.Length; word++)
                {
                    set[word] |= earlier[word];
                }

                set[i >> 6] |= 1UL << i;
                if (!same)
                {
                    AddRace(i, position);
                }
            }
        }
    }

    private void AddRace(int first, int second)
    {
        if (raceCount == races.Length)
        {
            Array.Resize(ref races, raceCount * 2);
        }

        races[raceCount++] = (first, second);
    }

    private void Grow()
    {
        var length = records.Length * 2;
        Array.Resize(ref records, length);
        Array.Resize(ref logStart, length + 1);
        var wider = (length + 63) / 64;
        var sets = new ulong[length * wider];
        for (var i = 0; i < Length; i++)
        {
            Before(i).CopyTo(sets.AsSpan(i * wider));
        }

        before = sets;
        stride = wider;
    }
}
