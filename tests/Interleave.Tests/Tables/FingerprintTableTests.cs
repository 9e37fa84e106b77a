using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

public sealed class FingerprintTableTests
{
    [Fact]
    public void Zero_is_a_fingerprint_like_any_other()
    {
        var table = new FingerprintTable();
        Assert.True(table.Add(0));
        Assert.False(table.Add(0));
        Assert.False(table.AddShared(0));
        Assert.True(table.AddShared(7));
        Assert.False(table.Add(7));
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void It_agrees_with_a_hash_set_while_it_grows()
    {
        var rng = new Rng(2);
        var (table, expected) = (new FingerprintTable(), new HashSet<ulong>());
        for (var i = 0; i < 400_000; i++)
        {
            var fingerprint = rng.Value(200_000) * 0x9E37_79B9_7F4A_7C15UL;
            Assert.True(expected.Add(fingerprint) == (rng.OneIn(2) ? table.Add(fingerprint) : table.AddShared(fingerprint)));
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, fingerprint => Assert.False(table.Add(fingerprint)));
    }

    [Fact]
    public void Fingerprints_that_share_a_slot_wrap_around_the_end_of_a_segment()
    {
        var table = new FingerprintTable();
        for (var i = 0UL; i < 1_000; i++)
        {
            // All in the first segment, and all of them choose the last slot or so.
            Assert.True(table.Add((i << 32) | 0xFFFF_FFFF));
        }

        for (var i = 0UL; i < 1_000; i++)
        {
            Assert.False(table.Add((i << 32) | 0xFFFF_FFFF));
        }

        Assert.Equal(1_000, table.Count);
    }

    [Fact]
    public void It_takes_little_more_than_8_bytes_a_fingerprint()
    {
        var table = new FingerprintTable();
        var rng = new Rng(5);
        for (var i = 0; i < 1_000_000; i++)
        {
            table.Add(rng.Next());
            if (i >= 100_000 && i % 50_000 == 0)
            {
                Assert.InRange((double)table.Bytes / table.Count, 8, 8 * 1.5 * 1.5 * 1.1);
            }
        }
    }

    [Fact]
    public void Each_fingerprint_is_new_to_exactly_one_of_several_threads()
    {
        const int Fingerprints = 200_000;
        var table = new FingerprintTable();
        var news = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            var mine = 0;
            for (var i = 1UL; i <= Fingerprints; i++)
            {
                mine += table.AddShared(i * 0x9E37_79B9_7F4A_7C15UL) ? 1 : 0;
            }

            Interlocked.Add(ref news, mine);
        });
        Assert.Equal((Fingerprints, Fingerprints), (news, table.Count));
    }
}
