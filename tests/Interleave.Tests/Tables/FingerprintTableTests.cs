using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

public sealed class FingerprintTableTests
{
    [Fact]
    public void Zero_is_a_fingerprint_like_any_other()
    {
        using var table = new FingerprintTable();
        Assert.True(table.Add(0));
        Assert.False(table.Add(0));
        Assert.False(AddShared(table, 0));
        Assert.True(AddShared(table, 7));
        Assert.False(table.Add(7));
        Assert.Equal(2, table.Count);
    }

    [Fact]
    public void It_agrees_with_a_hash_set_while_it_grows()
    {
        var rng = new Rng(2);
        using var table = new FingerprintTable();
        var expected = new HashSet<ulong>();
        for (var i = 0; i < 400_000; i++)
        {
            var fingerprint = rng.Value(200_000) * 0x9E37_79B9_7F4A_7C15UL;
            Assert.True(expected.Add(fingerprint) == (rng.OneIn(2) ? table.Add(fingerprint) : AddShared(table, fingerprint)));
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, fingerprint => Assert.False(table.Add(fingerprint)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void Fingerprints_that_share_a_line_go_into_those_that_follow(int shift)
    {
        using var table = new FingerprintTable();
        for (var i = 1UL; i < 2_000; i++)
        {
            // All of them choose the first line, or the last.
            Assert.True(table.Add(shift == 0 ? i : ~i));
        }

        for (var i = 1UL; i < 2_000; i++)
        {
            Assert.False(table.Add(shift == 0 ? i : ~i));
        }

        Assert.Equal(1_999, table.Count);
    }

    [Fact]
    public void Growing_keeps_fingerprints_that_are_not_in_their_own_line()
    {
        using var table = new FingerprintTable();
        var rng = new Rng(11);
        var added = new HashSet<ulong>();
        for (var i = 0; i < 60_000; i++)
        {
            // Clusters: most lines are full, and the fingerprints of many are in others.
            var fingerprint = (rng.Value(400) << 55) | (rng.Next() >> 10) | 1;
            Assert.True(added.Add(fingerprint) == table.Add(fingerprint));
        }

        Assert.All(added, fingerprint => Assert.False(table.Add(fingerprint)));
        Assert.Equal(added.Count, table.Count);
    }

    [Fact]
    public void It_takes_little_more_than_8_bytes_a_fingerprint()
    {
        using var table = new FingerprintTable();
        var rng = new Rng(5);
        for (var i = 0; i < 1_000_000; i++)
        {
            table.Add(rng.Next());
            if (i >= 100_000 && i % 50_000 == 0)
            {
                Assert.InRange((double)table.Bytes / table.Count, 8, 8 * 2 / 0.75 * 1.01);
            }
        }
    }

    [Fact]
    public void Each_fingerprint_is_new_to_exactly_one_of_several_threads()
    {
        const int Fingerprints = 200_000;
        using var table = new FingerprintTable();
        var news = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            var mine = 0;
            table.Threads.Enter();
            for (var i = 1UL; i <= Fingerprints; i++)
            {
                table.Threads.Pass();
                mine += AddShared(table, i * 0x9E37_79B9_7F4A_7C15UL) ? 1 : 0;
            }

            table.Threads.Leave();
            Interlocked.Add(ref news, mine);
        });
        Assert.Equal((Fingerprints, Fingerprints), (news, table.Count));
    }

    private static bool AddShared(FingerprintTable table, ulong fingerprint)
    {
        table.Claim(1);
        var added = table.AddShared(fingerprint);
        table.Return(added ? 0 : 1);
        return added;
    }
}
