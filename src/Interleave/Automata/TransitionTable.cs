using System.Runtime.CompilerServices;

namespace Interleave.Automata;

/// <summary>Remembers local transitions: (local state, result) to (next local state, events).</summary>
/// <remarks>Most local states have one or two results. The first one of each state is kept in a row of its own, found
/// without hashing; the others in an open-addressing table. Any number of threads may look up while one adds: the key of
/// an entry is written last, and a table that grows is replaced. A look-up can miss what is being added; whoever adds looks
/// again under its lock.</remarks>
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
            if (Volatile.Read(in entry.Key) == state && entry.Result == result)
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
        if (state >= (uint)first.Length)
        {
            var grown = first;
            Array.Resize(ref grown, Math.Max(first.Length * 2, (int)state + 1));
            Volatile.Write(ref first, grown);
        }

        // Local state 0 never steps, so a row with key 0 is an empty one.
        var entry = new Entry { Key = state, Events = events, Result = result, Next = next };
        if (first[state].Key == 0)
        {
            Publish(ref first[state], in entry);
            return;
        }

        if (++count * 2 > others.Length)
        {
            var grown = new Entry[others.Length * 2];
            foreach (ref readonly var moved in others.AsSpan())
            {
                if (moved.Key != 0)
                {
                    Insert(grown, in moved);
                }
            }

            Volatile.Write(ref others, grown);
        }

        Insert(others, in entry);
    }

    private bool TryGetOther(uint state, ulong result, out uint next, out int events)
    {
        var slots = others;
        for (var slot = Slot(state, result, slots.Length); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref readonly var entry = ref slots[slot];
            var key = Volatile.Read(in entry.Key);
            if (key == 0)
            {
                break;
            }

            if (key == state && entry.Result == result)
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

    private static void Insert(Entry[] slots, in Entry entry)
    {
        var slot = Slot(entry.Key, entry.Result, slots.Length);
        while (slots[slot].Key != 0)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        Publish(ref slots[slot], in entry);
    }

    private static void Publish(ref Entry slot, in Entry entry)
    {
        slot.Events = entry.Events;
        slot.Result = entry.Result;
        slot.Next = entry.Next;
        Volatile.Write(ref slot.Key, entry.Key);
    }

    private static int Slot(uint state, ulong result, int length)
    {
        var hash = ((result * 0x9E3779B97F4A7C15UL) ^ state) * 0xD6E8FEB86659FD93UL;
        return (int)(hash >> 40) & (length - 1);
    }

    private struct Entry
    {
        public uint Key;
        public int Events;
        public ulong Result;
        public uint Next;
    }
}
