using Interleave.Exploration.Packed;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

/// <summary>What packed states are made of.</summary>
public sealed class PackedTests
{
    [Fact]
    public void Bits_are_extracted_the_same_way_with_and_without_the_instruction()
    {
        var rng = new Rng(3);
        ulong[] masks = [0, 1, ulong.MaxValue, 1UL << 63, 0x00FF_00F0_0000_F00FUL, .. Enumerable.Range(0, 500).Select(_ => rng.Next() & rng.Next())];
        foreach (var mask in masks)
        {
            var word = rng.Next();
            var expected = 0UL;
            for (int bit = 0, at = 0; bit < 64; bit++)
            {
                if ((mask >> bit & 1) != 0)
                {
                    expected |= (word >> bit & 1) << at++;
                }
            }

            Assert.Equal((expected, expected), (Bits.Extract(word, mask), Bits.ExtractRuns(word, mask)));
        }
    }

    [Fact]
    public void Words_do_not_overlap_in_a_layout_and_none_is_in_the_lane_of_the_fingerprint()
    {
        var rng = new Rng(4);
        for (var i = 0; i < 200; i++)
        {
            var bits = Enumerable.Range(0, 1 + (int)rng.Value(60)).Select(_ => (byte)rng.Value(33)).ToArray();
            var layout = new StateLayout(bits);
            var used = new ulong[layout.Lanes];
            used[0] = ulong.MaxValue;
            for (var word = 0; word < bits.Length; word++)
            {
                var mask = layout.MaskOf(word);
                Assert.Equal(bits[word], System.Numerics.BitOperations.PopCount(mask));
                Assert.Equal(0UL, used[layout.LaneOf(word)] & mask);
                used[layout.LaneOf(word)] |= mask;
            }
        }
    }

    [Fact]
    public void A_wider_layout_has_room_for_the_code_and_keeps_all_others()
    {
        var layout = new StateLayout([3, 0, 9]);
        Assert.False(layout.Holds(1, 5));
        var wider = layout.With(1, 5);
        Assert.True(wider.Holds(1, 5));
        Assert.Equal((3, 3, 9), (wider.BitsOf(0), wider.BitsOf(1), wider.BitsOf(2)));
    }

    [Fact]
    public void Memory_keeps_what_is_in_it_when_it_grows_beyond_what_was_reserved()
    {
        using var memory = new ReservedMemory(1 << 12, 1 << 12);
        Write(memory, 511, 77);
        memory.Extend(1 << 24);
        Assert.Equal((77UL, 0UL), (Read(memory, 511), Read(memory, (1 << 21) - 1)));
        memory.PreferHugePages(1 << 24);
        Assert.Equal(77UL, Read(memory, 511));
    }

    [Fact]
    public async Task Only_one_thread_acts_while_the_others_stand_still()
    {
        var rendezvous = new Rendezvous();
        var (inside, overlaps, done) = (0, 0, 0);
        var threads = Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            rendezvous.Enter();
            for (var i = 0; i < 2_000; i++)
            {
                rendezvous.Pass();
                Interlocked.Increment(ref inside);
                Interlocked.Decrement(ref inside);
                if (i % 100 == number)
                {
                    rendezvous.Alone(() =>
                    {
                        overlaps += Volatile.Read(ref inside);
                        done++;
                    });
                }
            }

            rendezvous.Leave();
        }));
        await Task.WhenAll(threads);
        Assert.Equal((0, 4 * 20), (overlaps, done));
    }

    private static unsafe void Write(ReservedMemory memory, int index, ulong value) => memory.Start[index] = value;

    private static unsafe ulong Read(ReservedMemory memory, int index) => memory.Start[index];
}
