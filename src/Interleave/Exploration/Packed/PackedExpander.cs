using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Interleave.Exploration.Packed;

/// <summary>Expands packed states of one layout.</summary>
internal abstract unsafe class PackedExpander(TransitionSystem system, StatePacking packing, StateLayout layout) : IDisposable
{
    /// <summary>The layout.</summary>
    public StateLayout Layout => layout;

    /// <summary>The states reached by the block expanded last, packed one after the other.</summary>
    public NativeList<ulong> Successors { get; } = new(1 << 12);

    /// <summary>Their number.</summary>
    public int SuccessorCount => Successors.Count / layout.Lanes;

    /// <summary>The invariants that the block violated.</summary>
    public ulong Violations { get; protected set; }

    protected StepTables Tables { get; } = new(system, packing, layout);

    protected TransitionSystem System => system;

    protected StatePacking Packing => packing;

    /// <summary>An expander for a layout.</summary>
    public static PackedExpander Create(TransitionSystem system, StatePacking packing, StateLayout layout) => layout.Vectors switch
    {
        1 => new PackedExpander<OneVector>(default, system, packing, layout),
        2 => new PackedExpander<TwoVectors>(default, system, packing, layout),
        3 => new PackedExpander<ThreeVectors>(default, system, packing, layout),
        var vectors => new PackedExpander<ManyVectors>(new ManyVectors(vectors), system, packing, layout),
    };

    /// <summary>Expands states that lie one after the other.</summary>
    /// <param name="states">The first one.</param>
    /// <param name="count">Their number.</param>
    /// <param name="visited">Where the states reached will be looked for.</param>
    /// <param name="failed">When an exception is thrown: how many states were expanded.</param>
    /// <returns>False when they have to be expanded again, by a new expander for the layout as it is now.</returns>
    public abstract bool Expand(ulong* states, int count, FingerprintTable visited, ref int failed);

    public void Dispose()
    {
        Successors.Dispose();
        Tables.Dispose();
    }
}

/// <summary>Expands packed states of some number of vectors.</summary>
internal sealed unsafe class PackedExpander<TShape>(TShape shape, TransitionSystem system, StatePacking packing, StateLayout layout)
    : PackedExpander(system, packing, layout)
    where TShape : struct, IShape
{
    private readonly Dictionary<ulong, ulong> atEnd = [];

    public override bool Expand(ulong* states, int count, FingerprintTable visited, ref int failed)
    {
        Tables.Forget();
        Successors.Truncate(0);
        Violations = 0;
        for (failed = 0; failed < count; failed++)
        {
            var state = states + (failed * shape.Vectors * PackedStates.VectorLanes);
            var outlook = TransitionSystem.OutlookOf(ExpandOne(state, visited));
            if (Tables.MustBeginAnew)
            {
                return false;
            }

            if (outlook != Outlook.Continues)
            {
                Violations |= outlook == Outlook.Stuck ? AtStuck(state) : AtEnd(state);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Ability ExpandOne(ulong* state, FingerprintTable visited)
    {
        var tables = Tables;
        var units = tables.Units.Items;
        var count = tables.Units.Count;
        var seen = 0UL;
        for (var unit = 0; unit < count; unit++)
        {
            ref readonly var row = ref units[unit];
            var code = (uint)((state[row.Lane] & row.Mask) >> row.Shift);
            if (code == 0)
            {
                // Its process has finished.
                continue;
            }

            var number = row.Instructions + (int)(code & row.CodeMask);
            var instruction = tables.Instructions.Items + number;
            var key = Bits.Extract(state[instruction->Lane], instruction->Mask);
            if (instruction->More != 0)
            {
                key = tables.KeyOf(in *instruction, state);
            }

            var outcome = instruction->Table > 0 ? tables.Direct[instruction->Table + (int)key] : default;
            if (!outcome.IsKnown)
            {
                outcome = tables.Find(unit, number, state);
            }

            seen |= outcome.Word;
            Emit(state, outcome, visited);
        }

        return new Outcome(seen).Ability;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Emit(ulong* state, Outcome outcome, FingerprintTable visited)
    {
        var left = outcome.Count;
        if (left == 0)
        {
            return;
        }

        var lanes = shape.Vectors * PackedStates.VectorLanes;
        if (outcome.Violates)
        {
            AddViolations(outcome);
        }

        var first = Successors.Append(left * lanes);
        var into = Successors.Items + first;
        var delta = Tables.Deltas.Items + ((long)outcome.First * lanes);
        do
        {
            visited.Prefetch(state[0] ^ delta[0]);
            for (var lane = 0; lane < lanes; lane += PackedStates.VectorLanes)
            {
                (Vector256.Load(state + lane) ^ Vector256.Load(delta + lane)).Store(into + lane);
            }

            into += lanes;
            delta += lanes;
        }
        while (--left > 0);
    }

    private void AddViolations(Outcome outcome)
    {
        for (var i = 0; i < outcome.Count; i++)
        {
            Violations |= Tables.ViolationsOf(outcome.First + i);
        }
    }

    private ulong AtStuck(ulong* state)
    {
        Span<uint> whole = new uint[System.Width];
        Packing.Unpack(state, Layout, whole);
        return System.AtStuck(whole);
    }

    private ulong AtEnd(ulong* state)
    {
        var word = System.Width - 1;
        var code = (ulong)Layout.CodeIn(state, word);
        if (!atEnd.TryGetValue(code, out var violations))
        {
            Span<uint> whole = new uint[System.Width];
            Packing.Unpack(state, Layout, whole);
            atEnd.Add(code, violations = System.AtEnd(whole));
        }

        return violations;
    }
}

/// <summary>The length of packed states: where it is a constant the compiler unrolls the loops over it.</summary>
internal interface IShape
{
    /// <summary>Vectors of <see cref="PackedStates.VectorLanes"/> lanes.</summary>
    int Vectors { get; }
}

/// <summary>Up to 192 bits beside the fingerprint.</summary>
internal readonly struct OneVector : IShape
{
    public int Vectors => 1;
}

/// <summary>Up to 448 bits beside the fingerprint.</summary>
internal readonly struct TwoVectors : IShape
{
    public int Vectors => 2;
}

/// <summary>Up to 704 bits beside the fingerprint.</summary>
internal readonly struct ThreeVectors : IShape
{
    public int Vectors => 3;
}

/// <summary>Any length.</summary>
internal readonly struct ManyVectors(int vectors) : IShape
{
    public int Vectors => vectors;
}
