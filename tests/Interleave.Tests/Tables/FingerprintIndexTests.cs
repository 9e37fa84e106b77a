using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

public sealed class FingerprintIndexTests
{
    [Fact]
    public void Numbers_are_given_in_the_order_of_first_sight()
    {
        var index = new FingerprintIndex();
        Assert.Equal([0, 1, 0, 2, 1, 3], new ulong[] { 7, 0, 7, 9, 0, 1 }.Select(index.NumberOf));
        Assert.Equal(4, index.Count);
    }

    [Fact]
    public void Fingerprints_that_differ_in_one_bit_have_different_numbers()
    {
        var index = new FingerprintIndex();
        for (var bit = 0; bit < 64; bit++)
        {
            Assert.Equal(bit, index.NumberOf(1UL << bit));
        }
    }

    [Fact]
    public void It_agrees_with_a_dictionary_while_it_grows()
    {
        var rng = new Rng(3);
        var (index, expected) = (new FingerprintIndex(), new Dictionary<ulong, int>());
        for (var i = 0; i < 200_000; i++)
        {
            var fingerprint = rng.Value(100_000) * 0x9E37_79B9_7F4A_7C15UL;
            expected.TryAdd(fingerprint, expected.Count);
            Assert.True(expected[fingerprint] == index.NumberOf(fingerprint));
        }

        Assert.Equal(expected.Count, index.Count);
    }

    [Fact]
    public void The_fingerprints_of_some_numbers_are_found_again()
    {
        var index = new FingerprintIndex();
        foreach (var fingerprint in new ulong[] { 70, 0, 71, 72 })
        {
            index.NumberOf(fingerprint);
        }

        var found = index.FingerprintsOf([1, 2]);
        Assert.Equal(2, found.Count);
        Assert.True(found.Contains(0));
        Assert.True(found.Contains(71));
    }
}
