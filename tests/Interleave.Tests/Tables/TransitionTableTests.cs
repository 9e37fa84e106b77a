using Interleave.Automata;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

public sealed class TransitionTableTests
{
    [Fact]
    public void A_transition_is_found_by_state_and_result()
    {
        var table = new TransitionTable();
        table.Add(1, 10, next: 2, events: 3);
        table.Add(1, 11, next: 4, events: 5);
        table.Add(2, 10, next: 6, events: 7);
        AssertFound(table, 1, 10, (2, 3));
        AssertFound(table, 1, 11, (4, 5));
        AssertFound(table, 2, 10, (6, 7));
        Assert.False(table.TryGet(2, 11, out _, out _));
        Assert.False(table.TryGet(3, 10, out _, out _));
        Assert.False(table.TryGet(1_000_000, 10, out _, out _));
    }

    [Fact]
    public void Results_are_told_apart_by_all_their_64_bits()
    {
        var table = new TransitionTable();
        for (var bit = 0; bit < 64; bit++)
        {
            Assert.False(table.TryGet(1, 1UL << bit, out _, out _));
            table.Add(1, 1UL << bit, (uint)bit, bit + 100);
        }

        for (var bit = 0; bit < 64; bit++)
        {
            AssertFound(table, 1, 1UL << bit, ((uint)bit, bit + 100));
        }
    }

    [Fact]
    public void It_agrees_with_a_dictionary_while_it_grows()
    {
        var rng = new Rng(4);
        var (table, expected) = (new TransitionTable(), new Dictionary<(uint, ulong), (uint, int)>());
        for (var i = 0; i < 100_000; i++)
        {
            var (state, result) = (1 + rng.Value(5_000), rng.OneIn(2) ? rng.Next() & 3 : (rng.Next() & 3) << 40);
            var known = expected.TryGetValue((state, result), out var value);
            Assert.Equal(known, table.TryGet(state, result, out var next, out var events));
            if (known)
            {
                Assert.Equal(value, (next, events));
                continue;
            }

            value = ((uint)rng.Next(), (int)rng.Next());
            expected.Add((state, result), value);
            table.Add(state, result, value.Item1, value.Item2);
        }
    }

    private static void AssertFound(TransitionTable table, uint state, ulong result, (uint Next, int Events) expected)
    {
        Assert.True(table.TryGet(state, result, out var next, out var events));
        Assert.Equal(expected, (next, events));
    }
}
