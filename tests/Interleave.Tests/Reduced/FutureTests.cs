using Interleave.Exploration.Reduced;

namespace Interleave.Tests.Reduced;

/// <summary>What a process may still do: whatever grows in it has to be passed on to the states before it.</summary>
public sealed class FutureTests
{
    [Fact]
    public void It_grows_by_each_of_its_parts_and_only_once()
    {
        AssertGrowsOnce(static future => future.Reads.Add(70));
        AssertGrowsOnce(static future => future.Writes.Add(70));
        AssertGrowsOnce(static future => future.Raises.Add(70));
        AssertGrowsOnce(static future => future.Events.Add(70));
        AssertGrowsOnce(static future => future.Blocks = true);
        AssertGrowsOnce(static future => future.Leaves = true);
        AssertGrowsOnce(static _ => { }, events: 3);
    }

    [Fact]
    public void A_step_that_emits_nothing_adds_nothing_to_it()
    {
        var future = new Future();

        Assert.False(future.Absorb(new Future(), events: 0));
        Assert.Equal(0, future.Version);
    }

    [Fact]
    public void A_set_grows_where_the_same_bit_is_new_in_two_words()
    {
        var (set, other) = (new BitSet(), new BitSet());
        other.Add(3);
        other.Add(67);

        Assert.True(set.UnionWith(other));
        Assert.False(set.UnionWith(other));
        Assert.True(set.Contains(3) && set.Contains(67));
    }

    private static void AssertGrowsOnce(Action<Future> change, int events = 0)
    {
        var (future, after) = (new Future(), new Future());
        change(after);

        Assert.True(future.Absorb(after, events));
        Assert.Equal(1, future.Version);
        Assert.False(future.Absorb(after, events));
        Assert.Equal(1, future.Version);
    }
}
