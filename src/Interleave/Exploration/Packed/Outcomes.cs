using System.Runtime.CompilerServices;

namespace Interleave.Exploration.Packed;

/// <summary>What a unit does in all states that agree on what it looks at: a range of transitions and its ability, in one
/// word. The default value stands for what is not known yet.</summary>
internal readonly record struct Outcome(ulong Word)
{
    private const ulong KnownBit = 4;
    private const ulong ViolatesBit = 8;
    private const int CountShift = 8;
    private const int CountBits = 24;
    private const int FirstShift = CountShift + CountBits;

    /// <summary>Transitions from <paramref name="first"/> on.</summary>
    public static Outcome Of(int first, int count, Ability ability, bool violates) =>
        count >> CountBits == 0
            ? new(((ulong)(uint)first << FirstShift) | ((ulong)(uint)count << CountShift) | (violates ? ViolatesBit : 0) | KnownBit | (ulong)ability)
            : throw new ModelException($"a choice has {count} alternatives: too many");

    public bool IsKnown => (Word & KnownBit) != 0;

    public bool Violates => (Word & ViolatesBit) != 0;

    public int First => (int)(Word >> FirstShift);

    public int Count => (int)(Word >> CountShift) & ((1 << CountBits) - 1);

    /// <summary>The ability; more bits are set when it is taken from the or of several words.</summary>
    public Ability Ability => (Ability)Word & (Ability.Progress | Ability.Unfinished);
}

/// <summary>Outcomes that cannot be found by counting: by instruction and what it reads.</summary>
internal sealed class OutcomeTable
{
    private Slot[] slots = new Slot[1 << 8];
    private int count;

    /// <summary>The outcome, or the default value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Outcome Find(int instruction, ulong key)
    {
        for (var slot = SlotOf(instruction, key); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref readonly var there = ref slots[slot];
            if ((there.Key == key && there.Instruction == instruction) || !there.Outcome.IsKnown)
            {
                return there.Outcome;
            }
        }
    }

    /// <summary>Adds an outcome that is not there.</summary>
    public void Add(int instruction, ulong key, Outcome outcome)
    {
        if (++count * 2 > slots.Length)
        {
            var old = slots;
            slots = new Slot[old.Length * 2];
            foreach (ref readonly var slot in old.AsSpan())
            {
                if (slot.Outcome.IsKnown)
                {
                    Put(in slot);
                }
            }
        }

        Put(new Slot { Key = key, Instruction = instruction, Outcome = outcome });
    }

    private void Put(in Slot added)
    {
        var slot = SlotOf(added.Instruction, added.Key);
        while (slots[slot].Outcome.IsKnown)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        slots[slot] = added;
    }

    private int SlotOf(int instruction, ulong key) =>
        (int)((((key * 0x9E3779B97F4A7C15UL) ^ (uint)instruction) * 0xD6E8FEB86659FD93UL) >> 32) & (slots.Length - 1);

    private struct Slot
    {
        public ulong Key;
        public Outcome Outcome;
        public int Instruction;
    }
}
