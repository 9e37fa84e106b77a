namespace Interleave.Exploration.Reduced;

/// <summary>Remembers for states that were passed through where the run of forced transitions ended, so that runs that
/// meet are walked once. When it is full it forgets states: that costs time, nothing else.</summary>
internal sealed class RunEnds
{
    private const int MaxSlots = 1 << 20;

    /// <summary>How many slots are looked at before one is overwritten.</summary>
    private const int Window = 16;

    private readonly List<ulong> run = [];
    private ulong[] states = new ulong[1 << 8];
    private int[] ends = new int[1 << 8];
    private int remembered;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(states);
        remembered = 0;
    }

    /// <summary>Begins a run.</summary>
    public void Begin() => run.Clear();

    /// <summary>Passes through a state. Says where the run ends, if that is known; when it is the run itself that comes by
    /// again, <paramref name="end"/> is -1.</summary>
    public bool Knows(ulong fingerprint, out int end)
    {
        var key = KeyOf(fingerprint);
        var slot = Find(key);
        if (states[slot] == key)
        {
            end = ends[slot];
            return true;
        }

        if (states[slot] == 0 && ++remembered * 3 > states.Length && states.Length < MaxSlots)
        {
            Grow();
            slot = Find(key);
        }

        (states[slot], ends[slot]) = (key, end = -1);
        run.Add(key);
        return false;
    }

    /// <summary>Ends the run.</summary>
    public void End(int number)
    {
        foreach (var key in run)
        {
            var slot = Find(key);
            if (states[slot] == key)
            {
                ends[slot] = number;
            }
        }
    }

    private void Grow()
    {
        var (oldStates, oldEnds) = (states, ends);
        states = new ulong[oldStates.Length * 4];
        ends = new int[states.Length];
        for (var old = 0; old < oldStates.Length; old++)
        {
            if (oldStates[old] != 0)
            {
                var slot = Find(oldStates[old]);
                (states[slot], ends[slot]) = (oldStates[old], oldEnds[old]);
            }
        }
    }

    /// <summary>The slot of a state, or the one that it goes to.</summary>
    private int Find(ulong key)
    {
        var first = (int)(key >> 20);
        for (var i = 0; i < Window; i++)
        {
            var slot = (first + i) & (states.Length - 1);
            if (states[slot] == key || states[slot] == 0)
            {
                return slot;
            }
        }

        return first & (states.Length - 1);
    }

    /// <summary>Zero stands for an empty slot.</summary>
    private static ulong KeyOf(ulong fingerprint) => fingerprint == 0 ? 1 : fingerprint;
}
