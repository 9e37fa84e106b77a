using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>Remembers local transitions: (local state, result) to (next local state, events).</summary>
/// <remarks>Most local states have one or two results. The first one of each state is kept in a row of its own, found
/// without hashing; the others in an open-addressing table.</remarks>
internal sealed class TransitionTable
{
    private Entry[] first = new Entry[256];
    private Entry[] others = new Entry[256];
    private int count;

    /// <summary>Looks a transition up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(uint state, ulong result, out uint next, out int events)
    {
        var rows = first;
        if (state < (uint)rows.Length)
        {
            ref readonly var entry = ref rows[state];
            if (entry.Key == state && entry.Result == result)
            {
                next = entry.Next;
                events = entry.Events;
                return true;
            }
        }

        return TryGetOther(state, result, out next, out events);
    }

    /// <summary>Adds a transition that is not in the table.</summary>
    public void Add(uint state, ulong result, uint next, int events)
    {
        while (state >= (uint)first.Length)
        {
            Array.Resize(ref first, first.Length * 2);
        }

        // Local state 0 never steps, so a row with key 0 is an empty one.
        var entry = new Entry(state, events, result, next);
        if (first[state].Key == 0)
        {
            first[state] = entry;
            return;
        }

        if (++count * 2 > others.Length)
        {
            var old = others;
            others = new Entry[old.Length * 2];
            foreach (var moved in old)
            {
                if (moved.Key != 0)
                {
                    Insert(moved);
                }
            }
        }

        Insert(entry);
    }

    private bool TryGetOther(uint state, ulong result, out uint next, out int events)
    {
        var slots = others;
        for (var slot = Slot(state, result, slots.Length); slots[slot].Key != 0; slot = (slot + 1) & (slots.Length - 1))
        {
            ref readonly var entry = ref slots[slot];
            if (entry.Key == state && entry.Result == result)
            {
                next = entry.Next;
                events = entry.Events;
                return true;
            }
        }

        next = 0;
        events = 0;
        return false;
    }

    private void Insert(Entry entry)
    {
        var slot = Slot(entry.Key, entry.Result, others.Length);
        while (others[slot].Key != 0)
        {
            slot = (slot + 1) & (others.Length - 1);
        }

        others[slot] = entry;
    }

    private static int Slot(uint state, ulong result, int length)
    {
        var hash = ((result * 0x9E3779B97F4A7C15UL) ^ state) * 0xD6E8FEB86659FD93UL;
        return (int)(hash >> 40) & (length - 1);
    }

    private readonly record struct Entry(uint Key, int Events, ulong Result, uint Next);
}
