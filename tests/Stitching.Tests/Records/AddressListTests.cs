namespace UnwindCheck.Stitching.Tests.Records;

/// <summary>Lists of addresses compare by their addresses.</summary>
public sealed class AddressListTests
{
    [Fact]
    public void Lists_of_the_same_addresses_are_equal()
    {
        AddressList one = [1, 2];
        AddressList same = [1, 2];
        Assert.True(one.Equals(same));
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.Equal(new DeferredCallchainRecord(1, 2, 3, 4, 5, one), new DeferredCallchainRecord(1, 2, 3, 4, 5, same));
        Assert.Equal("[1 2]", one.ToString());
    }

    [Fact]
    public void Order_and_number_matter()
    {
        AddressList list = [1, 2];
        Assert.False(list.Equals([2, 1]));
        Assert.False(list.Equals([1]));
        Assert.False(list.Equals(AddressList.Empty));
        Assert.False(list.Equals(null));
    }
}
