namespace Interleave.Exploration.Dpor;

/// <summary>A move whose continuations from some prefix have all been explored, with what it accessed there.</summary>
internal struct Sleeper
{
    public int Key;
    public Standing Standing;
    public Footprint Footprint;

    /// <summary>It is the strike of a handler.</summary>
    public bool Begins;

    /// <summary>After how many events it fell asleep.</summary>
    public int Since;

    /// <summary>It should have woken up; see <see cref="SleepSets.WakesLate"/>.</summary>
    public bool Overslept;
}

/// <summary>The sleep set after each prefix of the execution (Godefroid 1996): the moves that need not be explored there,
/// since that was done after a shorter prefix and nothing since depends on them.</summary>
internal sealed class SleepSets
{
    private Sleeper[] all = new Sleeper[256];
    private int[] start = new int[65];
    private int[] end = new int[65];
    private bool[] ended = new bool[65];

    /// <summary>For tests: a move stays asleep for one event that would have woken it.</summary>
    public bool WakesLate { get; init; }

    /// <summary>The set after the first <paramref name="prefix"/> events.</summary>
    public Span<Sleeper> After(int prefix) => all.AsSpan(start[prefix], end[prefix] - start[prefix]);

    /// <summary>Whether a move is asleep.</summary>
    public bool Contains(int prefix, int key) => SleepsSince(prefix, key) >= 0;

    /// <summary>After how many events a move that is asleep fell asleep the last time; -1: it is awake.</summary>
    public int SleepsSince(int prefix, int key)
    {
        for (var i = end[prefix] - 1; i >= start[prefix]; i--)
        {
            if (all[i].Key == key)
            {
                return all[i].Since;
            }
        }

        return -1;
    }

    /// <summary>Whether an execution was counted that ends after a prefix.</summary>
    public bool HasEnded(int prefix) => ended[prefix];

    /// <summary>An execution ends after a prefix.</summary>
    public void AddEnd(int prefix) => ended[prefix] = true;

    /// <summary>Adds a move to the set of a prefix; the sets of longer prefixes end to exist.</summary>
    public void Add(int prefix, in EventRecord explored)
    {
        if (end[prefix] == all.Length)
        {
            Array.Resize(ref all, all.Length * 2);
        }

        all[end[prefix]++] = new Sleeper { Key = explored.Key, Standing = explored.Standing, Footprint = explored.Footprint, Begins = explored.Begins, Since = prefix };
    }

    /// <summary>Forms the set after one more event: what depends on it wakes up.</summary>
    public void Extend(int prefix, in EventRecord executed)
    {
        if (prefix + 1 >= start.Length)
        {
            Array.Resize(ref start, start.Length * 2);
            Array.Resize(ref end, end.Length * 2);
            Array.Resize(ref ended, ended.Length * 2);
        }

        var to = end[prefix];
        start[prefix + 1] = to;
        ended[prefix + 1] = false;
        var count = to - start[prefix];
        if (to + count > all.Length)
        {
            Array.Resize(ref all, Math.Max(all.Length * 2, to + count));
        }

        for (var i = start[prefix]; i < start[prefix] + count; i++)
        {
            ref readonly var sleeper = ref all[i];
            if (sleeper.Standing.Process == executed.Standing.Process)
            {
                continue;
            }

            if (!Footprint.Conflict(in sleeper.Footprint, in executed.Footprint) && !sleeper.Overslept)
            {
                all[to++] = sleeper;
            }
            else if (WakesLate && !sleeper.Overslept)
            {
                all[to] = sleeper;
                all[to++].Overslept = true;
            }
        }

        end[prefix + 1] = to;
    }
}
