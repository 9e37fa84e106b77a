namespace Interleave.Exploration.Packed;

/// <summary>How the states of one search are packed: the codes of all words, and the layout as it is now.</summary>
internal sealed unsafe class StatePacking
{
    private readonly WordCodes[] words;
    private readonly Lock gate = new();
    private StateLayout layout;

    public StatePacking(TransitionSystem system)
    {
        words = new WordCodes[system.Width];
        for (var word = 0; word < words.Length; word++)
        {
            // A finished process has code 0.
            words[word] = new WordCodes(system.IsLocalState(word) ? Automata.LocalAutomata.Finished : system.Initial[word]);
        }

        layout = new StateLayout(new byte[words.Length]);
        MakeRoomFor(system.Initial);
    }

    /// <summary>The widest layout so far.</summary>
    public StateLayout Layout => Volatile.Read(ref layout);

    /// <summary>The code of a value of a word.</summary>
    public int CodeOf(int word, uint value) => words[word].CodeOf(value);

    /// <summary>Sees to it that a code of a word has room in <see cref="Layout"/>.</summary>
    public void Widen(int word, int code)
    {
        lock (gate)
        {
            if (!layout.Holds(word, code))
            {
                Volatile.Write(ref layout, layout.With(word, code));
            }
        }
    }

    /// <summary>Sees to it that a state has room in <see cref="Layout"/>.</summary>
    public void MakeRoomFor(ReadOnlySpan<uint> state)
    {
        for (var word = 0; word < state.Length; word++)
        {
            Widen(word, CodeOf(word, state[word]));
        }
    }

    /// <summary>Packs a state into <paramref name="packed"/>; the layout has room for it.</summary>
    public void Pack(ReadOnlySpan<uint> state, ulong fingerprint, StateLayout into, ulong* packed)
    {
        new Span<ulong>(packed, into.Lanes).Clear();
        for (var word = 0; word < state.Length; word++)
        {
            packed[into.LaneOf(word)] |= (ulong)CodeOf(word, state[word]) << into.ShiftOf(word);
        }

        packed[0] = fingerprint;
    }

    /// <summary>Reads a packed state.</summary>
    public void Unpack(ulong* packed, StateLayout from, Span<uint> state)
    {
        for (var word = 0; word < state.Length; word++)
        {
            state[word] = words[word][from.CodeIn(packed, word)];
        }
    }

    /// <summary>Packs a packed state again, in a wider layout.</summary>
    public static void Convert(ulong* packed, StateLayout from, StateLayout to, ulong* into, int width)
    {
        new Span<ulong>(into, to.Lanes).Clear();
        for (var word = 0; word < width; word++)
        {
            into[to.LaneOf(word)] |= (ulong)from.CodeIn(packed, word) << to.ShiftOf(word);
        }

        into[0] = packed[0];
    }
}
