namespace Interleave.Exploration.Reduced;

/// <summary>Remembers for states that were passed through where the run of forced transitions ended, so that runs that
/// meet are walked once. It forgets what falls into the same slot: that costs time, nothing else.</summary>
internal sealed class RunEnds
{
    private const int MaxSlots = 1 << 20;

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
    public void Begin()
    {
        run.Clear();
        if (remembered > states.Length && states.Length < MaxSlots)
        {
            var (oldStates, oldEnds) = (states, ends);
            states = new ulong[oldStates.Length * 4];
            ends = new int[states.Length];
            for (var slot = 0; slot < oldStates.Length; slot++)
            {
                (states[SlotOf(oldStates[slot])], ends[SlotOf(oldStates[slot])]) = (oldStates[slot], oldEnds[slot]);
            }
        }
    }

    /// <summary>Passes through a state. Says where the run ends, if that is known; when it is the run itself that comes by
    /// again, <paramref name="end"/> is -1.</summary>
    public bool Knows(ulong fingerprint, out int end)
    {
        var slot = SlotOf(fingerprint);
        if (states[slot] == fingerprint && fingerprint != 0)
        {
            end = ends[slot];
            return true;
        }

        (states[slot], ends[slot]) = (fingerprint, end = -1);
        remembered++;
        run.Add(fingerprint);
        return false;
    }

    /// <summary>Ends the run.</summary>
    public void End(int number)
    {
        foreach (var fingerprint in run)
        {
            var slot = SlotOf(fingerprint);
            if (states[slot] == fingerprint)
            {
                ends[slot] = number;
            }
        }
    }

    private int SlotOf(ulong fingerprint) => (int)(fingerprint >> 20) & (states.Length - 1);
}
