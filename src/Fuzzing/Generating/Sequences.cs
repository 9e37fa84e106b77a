using FsCheck;
using FsCheck.Fluent;

namespace UnwindCheck.Fuzzing;

/// <summary>Sequences of numbers for FsCheck: how to draw one, and how to make one smaller.</summary>
public static class Sequences
{
    private const int Shortest = 2;
    private const int Longest = 12;

    /// <summary>Draws sequences of a few numbers; leaves numbers out, or makes them smaller.</summary>
    public static Arbitrary<int[]> Arbitrary { get; } = Arb.From(
        Gen.Choose(Shortest, Longest).SelectMany(static length => Gen.ArrayOf(Gen.Choose(0, ScenarioDecoder.Largest), length)),
        Smaller);

    /// <summary>A sequence that depends on a seed and a number, and on nothing else.</summary>
    public static int[] Draw(ulong seed, ulong number) =>
        Arbitrary.Generator.Sample(1, new Rnd(seed, (2 * number) + 1), Longest)[0];

    private static IEnumerable<int[]> Smaller(int[] numbers)
    {
        foreach (var shorter in Halves(numbers))
        {
            yield return shorter;
        }

        foreach (var smaller in ArbMap.Default.ArbFor<int[]>().Shrinker(numbers))
        {
            if (Array.TrueForAll(smaller, static number => number >= 0))
            {
                yield return smaller;
            }
        }
    }

    /// <summary>FsCheck leaves out one at a time; half of them first is faster where little matters.</summary>
    private static IEnumerable<int[]> Halves(int[] numbers)
    {
        if (numbers.Length >= 4)
        {
            yield return numbers[..(numbers.Length / 2)];
            yield return numbers[(numbers.Length / 2)..];
        }
    }
}
