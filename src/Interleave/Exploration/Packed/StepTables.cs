using System.Numerics;

namespace Interleave.Exploration.Packed;

/// <summary>
/// What the units of a system do, found out once for each local state and each value of what it looks at: a list of
/// transitions, each an exclusive or with the packed state. Nothing is stated a second time here: an outcome is what
/// <see cref="TransitionSystem.ExpandUnit"/> did in the first state of its kind. For one thread, and one layout.
/// </summary>
internal sealed unsafe class StepTables : IDisposable
{
    /// <summary>Outcomes of an instruction with at most so many key bits are found by counting.</summary>
    private const int DirectBits = 12;

    /// <summary>From then on only those of instructions with fewer key bits are.</summary>
    private const int ManyOutcomes = 1 << 19;

    private const int DirectBitsOfMany = 4;
    private const int KeyBits = 64;

    /// <summary>Bounds the memory of the transitions: 128 MB.</summary>
    private const int MostLanes = 1 << 24;

    private readonly TransitionSystem system;
    private readonly StatePacking packing;
    private readonly StateLayout layout;
    private readonly uint[] state;
    private readonly NativeList<Outcome> direct = new(1 << 10);
    private readonly OutcomeTable hashed = new();
    private readonly Dictionary<int, SortedSet<int>> wordsRead = [];
    private readonly List<ulong> violations = [];
    private ulong* loaded;
    private int numbers;

    public StepTables(TransitionSystem system, StatePacking packing, StateLayout layout)
    {
        this.system = system;
        this.packing = packing;
        this.layout = layout;
        state = new uint[system.Width];
        direct.AppendZeroed(1);
        for (var unit = 0; unit < system.Units; unit++)
        {
            var word = system.LocalWordOf(unit);
            var placement = unit >= system.Rows.Length;
            var row = Units.Append(1);
            Units.Items[row] = new UnitRow
            {
                Mask = layout.MaskOf(word),
                Lane = (ushort)layout.LaneOf(word),
                Shift = (byte)layout.ShiftOf(word),

                // A placement does not look at the local state.
                CodeMask = placement ? 0 : uint.MaxValue,
                Instructions = Instructions.AppendZeroed(placement ? 1 : 1 << layout.BitsOf(word)),
            };
        }
    }

    /// <summary>The units.</summary>
    public NativeList<UnitRow> Units { get; } = new(16);

    /// <summary>For each unit one for each code of its local state.</summary>
    public NativeList<Instruction> Instructions { get; } = new(1 << 8);

    /// <summary>Further lanes that instructions look at.</summary>
    public NativeList<KeyTerm> Terms { get; } = new(1 << 6);

    /// <summary>The transitions, as long as packed states.</summary>
    public NativeList<ulong> Deltas { get; } = new(1 << 10);

    /// <summary>The outcomes of instructions with a table of their own.</summary>
    public Outcome* Direct => direct.Items;

    /// <summary>Set when a code has no room in the layout, or the tables have become large: what was returned last counts for
    /// nothing, and the states have to be expanded again with new tables.</summary>
    public bool MustBeginAnew { get; private set; }

    /// <summary>The violations that a transition commits.</summary>
    public ulong ViolationsOf(int transition) => violations[transition];

    /// <summary>The outcome of an instruction whose outcomes are not found by counting, or not known yet.</summary>
    public Outcome Find(int unit, int instruction, ulong* packed)
    {
        if (Instructions.Items[instruction].Table == Instruction.Hashed)
        {
            var found = hashed.Find(Instructions.Items[instruction].Number, KeyOf(in Instructions.Items[instruction], packed));
            if (found.IsKnown)
            {
                return found;
            }
        }

        return FindOut(unit, instruction, packed);
    }

    /// <summary>Says that states are elsewhere from now on.</summary>
    public void Forget() => loaded = null;

    public void Dispose()
    {
        Units.Dispose();
        Instructions.Dispose();
        Terms.Dispose();
        Deltas.Dispose();
        direct.Dispose();
    }

    /// <summary>The bits that an instruction looks at, one after the other.</summary>
    public ulong KeyOf(in Instruction instruction, ulong* packed)
    {
        var key = Bits.Extract(packed[instruction.Lane], instruction.Mask);
        for (var i = 0; i < instruction.More; i++)
        {
            ref readonly var term = ref Terms.Items[instruction.Terms + i];
            key |= Bits.Extract(packed[term.Lane], term.Mask) << term.Shift;
        }

        return key;
    }

    private Outcome FindOut(int unit, int instruction, ulong* packed)
    {
        if (loaded != packed)
        {
            packing.Unpack(packed, layout, state);
            system.Load(state, packed[0]);
            loaded = packed;
        }

        if (!wordsRead.TryGetValue(instruction, out var words))
        {
            words = [];
            system.WordsRead(unit, state[system.LocalWordOf(unit)], words);
            wordsRead.Add(instruction, words);
            Prepare(ref Instructions.Items[instruction], words);
        }

        ref var row = ref Instructions.Items[instruction];
        var first = violations.Count;
        var learner = new Learner(this, packed, words);
        var ability = system.ExpandUnit(unit, ref learner);
        MustBeginAnew |= Deltas.Count > MostLanes;
        if (MustBeginAnew)
        {
            return default;
        }

        var outcome = Outcome.Of(first, violations.Count - first, ability, violations.Skip(first).Any(violated => violated != 0));
        if (learner.LooksAtMore)
        {
            // A word that it changes: what it becomes depends on what it was.
            Prepare(ref row, words);
        }

        if (row.Table > 0)
        {
            direct.Items[row.Table + (int)KeyOf(in row, packed)] = outcome;
        }
        else if (row.Table == Instruction.Hashed)
        {
            hashed.Add(row.Number, KeyOf(in row, packed), outcome);
        }

        return outcome;
    }

    private void Prepare(ref Instruction row, SortedSet<int> words)
    {
        var masks = new SortedDictionary<int, ulong>();
        foreach (var word in words.Where(word => layout.BitsOf(word) > 0))
        {
            masks[layout.LaneOf(word)] = masks.GetValueOrDefault(layout.LaneOf(word)) | layout.MaskOf(word);
        }

        row = default;
        row.Number = ++numbers;
        var bits = 0;
        foreach (var (lane, mask) in masks)
        {
            if (bits == 0)
            {
                (row.Lane, row.Mask, row.Terms) = ((ushort)lane, mask, Terms.Count);
            }
            else
            {
                // First the room, then where it is: the list moves when it grows.
                var term = Terms.Append(1);
                Terms.Items[term] = new KeyTerm { Mask = mask, Lane = (ushort)lane, Shift = (ushort)bits };
                row.More++;
            }

            bits += BitOperations.PopCount(mask);
        }

        row.Table = bits > KeyBits ? Instruction.Untabulated
            : bits <= DirectBitsOfMany || (bits <= DirectBits && direct.Count < ManyOutcomes) ? direct.AppendZeroed(1 << bits)
            : Instruction.Hashed;
    }

    /// <summary>Writes down the transitions of a unit.</summary>
    private struct Learner(StepTables tables, ulong* packed, SortedSet<int> words) : ITransitionVisitor
    {
        public bool LooksAtMore { get; private set; }

        public void Visit(ReadOnlySpan<uint> next, ulong fingerprint, Move move, ulong violations)
        {
            var lanes = tables.layout.Lanes;
            var first = tables.Deltas.AppendZeroed(lanes);
            var delta = tables.Deltas.Items + first;
            delta[0] = fingerprint ^ packed[0];
            tables.violations.Add(violations);
            foreach (var (word, _) in tables.system.Changes)
            {
                var code = tables.packing.CodeOf(word, next[word]);
                if (!tables.layout.Holds(word, code))
                {
                    tables.packing.Widen(word, code);
                    tables.MustBeginAnew = true;
                    continue;
                }

                // Twice the same word: the last value counts, and the difference is put down once.
                var difference = (ulong)(uint)(code ^ tables.layout.CodeIn(packed, word));
                delta[tables.layout.LaneOf(word)] = (delta[tables.layout.LaneOf(word)] & ~tables.layout.MaskOf(word)) | (difference << tables.layout.ShiftOf(word));
                LooksAtMore |= !tables.system.IsLocalState(word) && words.Add(word);
            }
        }
    }
}

/// <summary>Where the local state of a unit's process is.</summary>
internal struct UnitRow
{
    public ulong Mask;
    public int Instructions;
    public uint CodeMask;
    public ushort Lane;
    public byte Shift;
}
