using Interleave.Exploration;
using Interleave.Tests.Generated;

namespace Interleave.Tests.Tables;

/// <summary>Fingerprints tell state vectors apart with all their 64 bits.</summary>
public sealed class FingerprintTests
{
    [Fact]
    public void A_million_vectors_of_small_numbers_have_different_fingerprints() =>
        Assert.Equal(1 << 20, SmallVectors().Select(vector => Fingerprint.Of(vector)).Distinct().Count());

    /// <summary>A million random numbers of 32 bits lack about 128 values, give or take 11. A fingerprint with fewer bits
    /// lacks more; one whose bits repeat each other shows at one of the places.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(32)]
    public void Any_32_adjacent_bits_of_a_fingerprint_are_as_good_as_random(int shift)
    {
        var rng = new Rng(6);
        var vector = new uint[10];
        var seen = new HashSet<uint>();
        for (var i = 0; i < 1 << 20; i++)
        {
            vector[i % vector.Length] = (uint)rng.Next();
            seen.Add((uint)(Fingerprint.Of(vector) >> shift));
        }

        Assert.InRange((1 << 20) - seen.Count, 128 - 80, 128 + 80);
    }

    [Fact]
    public void The_lower_and_the_upper_half_are_independent()
    {
        var halves = SmallVectors().Select(vector => Fingerprint.Of(vector)).Select(fingerprint => (uint)(fingerprint ^ (fingerprint >> 32)));
        Assert.InRange(halves.Distinct().Count(), (1 << 20) * 0.99, 1 << 20);
    }

    [Fact]
    public void Two_words_that_change_places_change_the_fingerprint() =>
        Assert.NotEqual(Fingerprint.Of([1, 2]), Fingerprint.Of([2, 1]));

    [Fact]
    public void Equal_words_do_not_cancel_out() => Assert.NotEqual(Fingerprint.Of([1, 1]), Fingerprint.Of([2, 2]));

    [Fact]
    public void A_change_of_one_word_is_two_mixes()
    {
        var rng = new Rng(1);
        var vector = new uint[20];
        for (var i = 0; i < 1_000; i++)
        {
            var position = rng.Below(vector.Length);
            var (before, old) = (Fingerprint.Of(vector), vector[position]);
            vector[position] = (uint)rng.Next();
            Assert.Equal(Fingerprint.Of(vector), before ^ Fingerprint.Mix(position, old) ^ Fingerprint.Mix(position, vector[position]));
        }
    }

    /// <summary>361,775 states: with 32 bits about 15 of them would be taken for others, with 16 nearly all.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_search_finds_all_of_a_known_number_of_states(bool keepGraph) =>
        Assert.Equal(361_775, Explore.All(Golden.ParametricPrograms.Parse("increments(4,3)"), new() { KeepGraph = keepGraph }).Search.States);

    [Fact]
    public void The_expected_number_of_missed_states_is_that_of_64_bits()
    {
        Assert.Equal(0, Fingerprint.ExpectedMissed(1));
        Assert.Equal(1 / Math.Pow(2, 64), Fingerprint.ExpectedMissed(2));
        Assert.InRange(Fingerprint.ExpectedMissed(1L << 32), 0.49, 0.51);
    }

    private static IEnumerable<uint[]> SmallVectors()
    {
        // Small numbers in many words, as in the states of a model.
        var vector = new uint[10];
        for (var i = 0; i < 1 << 20; i++)
        {
            for (var word = 0; word < vector.Length; word++)
            {
                vector[word] = (uint)(i >> (2 * word)) & 3;
            }

            yield return vector;
        }
    }
}
