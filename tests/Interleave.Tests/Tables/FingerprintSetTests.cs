using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

public sealed class FingerprintSetTests
{
    [Fact]
    public void A_fingerprint_is_new_once()
    {
        var set = new FingerprintSet();
        Assert.False(set.Contains(5));
        Assert.True(set.Add(5));
        Assert.False(set.Add(5));
        Assert.True(set.Contains(5));
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void Zero_is_a_fingerprint_like_any_other()
    {
        var set = new FingerprintSet();
        Assert.False(set.Contains(0));
        Assert.True(set.Add(0));
        Assert.False(set.Add(0));
        Assert.True(set.Contains(0));
        Assert.Equal(1, set.Count);
    }

    [Fact]
    public void Fingerprints_that_differ_in_one_bit_are_different()
    {
        var set = new FingerprintSet();
        const ulong fingerprint = 0x0123_4567_89AB_CDEF;
        Assert.True(set.Add(fingerprint));
        for (var bit = 0; bit < 64; bit++)
        {
            Assert.False(set.Contains(fingerprint ^ (1UL << bit)));
            Assert.True(set.Add(fingerprint ^ (1UL << bit)));
        }

        Assert.Equal(65, set.Count);
    }

    [Fact]
    public void It_agrees_with_a_hash_set_while_it_grows()
    {
        var rng = new Rng(2);
        var (set, expected) = (new FingerprintSet(), new HashSet<ulong>());
        for (var i = 0; i < 200_000; i++)
        {
            var fingerprint = rng.Value(100_000) * 0x9E37_79B9_7F4A_7C15UL;
            Assert.True(expected.Add(fingerprint) == set.Add(fingerprint));
        }

        Assert.Equal(expected.Count, set.Count);
        Assert.All(expected.Take(1_000), fingerprint => Assert.True(set.Contains(fingerprint)));
        for (var i = 0; i < 1_000; i++)
        {
            var fingerprint = rng.Next();
            Assert.Equal(expected.Contains(fingerprint), set.Contains(fingerprint));
        }
    }

    [Fact]
    public void Fingerprints_that_share_a_slot_wrap_around_the_end_of_the_table()
    {
        var set = new FingerprintSet();
        for (var i = 0UL; i < 1_000; i++)
        {
            // The bits from 20 up choose the slot: all of these choose the last.
            Assert.True(set.Add(0xFFF_FFFF_FFFUL << 20 | i));
        }

        Assert.Equal(1_000, set.Count);
        Assert.False(set.Contains(0xFFF_FFFF_FFFUL << 20 | 1_000));
    }
}
