using Interleave.Exploration.Checkpoints;

namespace Interleave.Exploration;

/// <summary>Foretells how many states a breadth-first search will find, from how many it has found at each depth. Levels grow,
/// then shrink: the logarithm of the ratio of one to the one before falls about evenly, and is drawn on as a straight line.</summary>
internal sealed class LevelSizes
{
    private const int FewestLevels = 8;
    private const int MostLevels = 100_000;

    /// <summary>From here on what a part of the level has led to says what all of it will.</summary>
    private const double Telling = 0.25;

    private readonly List<long> sizes = [];
    private long sum;

    /// <summary>The size of the last level.</summary>
    public long Last => sizes[^1];

    /// <summary>Notes the size of the next level.</summary>
    public void Add(long size)
    {
        sizes.Add(size);
        sum += size;
    }

    /// <summary>States expected in the end; null while nothing can be said: too few levels, or they only grow.</summary>
    /// <param name="expanded">How many states of the last level have been expanded.</param>
    /// <param name="found">How many states of the next level these have led to.</param>
    public long? Estimate(long expanded, long found) => sizes.Count < FewestLevels ? null : Extrapolate((double)expanded / sizes[^1], found);

    /// <summary>Writes the sizes.</summary>
    public void Save(CheckpointWriter writer) => writer.WriteArray<long>(sizes.ToArray());

    /// <summary>Reads the sizes.</summary>
    public void Restore(CheckpointReader reader)
    {
        foreach (var size in reader.ReadArray<long>())
        {
            Add(size);
        }
    }

    private long? Extrapolate(double share, long found)
    {
        // The later half of the levels says more of what is to come than the first ones.
        var from = Math.Max(1, sizes.Count / 2);
        var (count, sumX, sumY, sumXX, sumXY) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var depth = from; depth < sizes.Count; depth++)
        {
            var ratio = Math.Log((double)sizes[depth] / sizes[depth - 1]);
            count++;
            sumX += depth;
            sumY += ratio;
            sumXX += (double)depth * depth;
            sumXY += depth * ratio;
        }

        var slope = ((count * sumXY) - (sumX * sumY)) / ((count * sumXX) - (sumX * sumX));
        var ratioNow = ((sumY - (slope * sumX)) / count) + (slope * (sizes.Count - 1));
        if (slope >= 0 && ratioNow >= 0)
        {
            return null;
        }

        var (total, level) = ((double)sum, (double)sizes[^1]);
        if (share >= Telling)
        {
            // The end often comes at once, when the longest process has finished.
            var next = found / share;
            ratioNow = Math.Min(ratioNow + Math.Min(slope, 0), Math.Log(next / level));
            level = next;
            total += level;
        }

        for (var i = 0; i < MostLevels && level >= 1; i++)
        {
            ratioNow += Math.Min(slope, 0);
            level *= Math.Exp(ratioNow);
            total += level;
            if (total > long.MaxValue / 4)
            {
                return null;
            }
        }

        return (long)total;
    }
}
