namespace Interleave.Exploration.Dpor;

/// <summary>The sleep set after each prefix of the execution (Godefroid 1996): the moves that need not be explored there,
/// since that was done after a shorter prefix and nothing since depends on them.</summary>
internal sealed class SleepSets
{
    private Sleeper[] all = new Sleeper[256];
    private int[] start = new int[65];
    private int[] end = new int[65];

    /// <summary>For tests: a move stays asleep for one event that would have woken it.</summary>
    public bool WakesLate { get; init; }

    /// <summary>The set after the first <paramref name="prefix"/> events.</summary>
    public ReadOnlySpan<Sleeper> After(int prefix) => all.AsSpan(start[prefix], end[prefix] - start[prefix]);

    /// <summary>Whether a move is asleep.</summary>
    public bool Contains(int prefix, int key)
    {
        for (var i = start[prefix]; i < end[prefix]; i++)
        {
            if (all[i].Move.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a move to the set of a prefix; the sets of longer prefixes end to exist.</summary>
    public void Add(int prefix, in EventRecord explored)
    {
        if (end[prefix] == all.Length)
        {
            Array.Resize(ref all, all.Length * 2);
        }

        all[end[prefix]++] = new Sleeper(Transition.Of(in explored), overslept: false);
    }

    /// <summary>Forms the set after one more event: what depends on it wakes up.</summary>
    public void Extend(int prefix, in EventRecord executed)
    {
        if (prefix + 1 >= start.Length)
        {
            Array.Resize(ref start, start.Length * 2);
            Array.Resize(ref end, end.Length * 2);
        }

        var to = end[prefix];
        start[prefix + 1] = to;
        var count = to - start[prefix];
        if (to + count > all.Length)
        {
            Array.Resize(ref all, Math.Max(all.Length * 2, to + count));
        }

        for (var i = start[prefix]; i < start[prefix] + count; i++)
        {
            ref readonly var sleeper = ref all[i];
            if (!sleeper.Move.DependsOn(in executed) && !sleeper.Overslept)
            {
                all[to++] = sleeper;
            }
            else if (WakesLate && !sleeper.Overslept && sleeper.Move.Process != executed.Process)
            {
                all[to++] = new Sleeper(sleeper.Move, overslept: true);
            }
        }

        end[prefix + 1] = to;
    }

    /// <summary>A move whose continuations from some prefix have all been explored.</summary>
    /// <param name="move">The move.</param>
    /// <param name="overslept">It should have woken up; see <see cref="WakesLate"/>.</param>
    internal readonly struct Sleeper(Transition move, bool overslept)
    {
        public readonly Transition Move = move;

        public readonly bool Overslept = overslept;
    }
}
