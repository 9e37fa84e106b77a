using UnwindCheck.Models.Invariants;

namespace UnwindCheck.Models.Tests.Monitors;

/// <summary>The sets that monitors remember.</summary>
public sealed class ValueSetTests
{
    [Fact]
    public void Sets_of_the_same_elements_are_equal_in_whatever_order_these_came()
    {
        var one = ValueSet<int>.Empty.Add(1).Add(2).Add(3).Remove(3);
        var other = ValueSet<int>.Empty.Add(2).Add(1).Add(1);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, ValueSet<int>.Empty.Add(1));
    }

    [Fact]
    public void A_set_does_not_change()
    {
        var set = ValueSet<int>.Empty.Add(1);
        set.Add(2);
        set.Remove(1);

        Assert.Equal([1], set.Items);
        Assert.Empty(ValueSet<int>.Empty.Items);
    }

    [Fact]
    public void Elements_are_removed_by_a_condition() =>
        Assert.Equal(ValueSet<int>.Empty.Add(2), ValueSet<int>.Empty.Add(1).Add(2).Add(3).RemoveWhere(static item => item % 2 == 1));
}
