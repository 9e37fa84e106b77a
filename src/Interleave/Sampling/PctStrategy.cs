using Interleave.Exploration;

namespace Interleave.Sampling;

/// <summary>Probabilistic concurrency testing: the process with the highest priority goes on. Priorities are a random order
/// at first; after each of d - 1 random steps the process that made it falls below all the others.</summary>
/// <param name="processes">The number of processes (n).</param>
/// <param name="steps">The number of steps among which the changes are drawn (k).</param>
/// <param name="depth">One more than the number of changes (d).</param>
internal sealed class PctStrategy(int processes, int steps, int depth) : ISamplingStrategy
{
    private readonly int[] priorities = new int[processes];
    private readonly int[] changes = new int[depth - 1];
    private int lowest;

    public void Begin(ref SampleRandom random)
    {
        // A random order (Fisher and Yates), above the priorities that changes give.
        for (var i = 0; i < priorities.Length; i++)
        {
            var j = random.Below(i + 1);
            priorities[i] = priorities[j];
            priorities[j] = i + depth;
        }

        for (var i = 0; i < changes.Length; i++)
        {
            changes[i] = random.Below(steps);
        }

        lowest = 0;
    }

    public int Choose(ReadOnlySpan<uint> state, ReadOnlySpan<int> candidates, ref SampleRandom random)
    {
        var best = candidates[0];
        foreach (var candidate in candidates)
        {
            best = priorities[candidate] > priorities[best] ? candidate : best;
        }

        return best;
    }

    public void Executed(ReadOnlySpan<uint> state, Move move, int step, ref SampleRandom random)
    {
        for (var i = 0; i < changes.Length; i++)
        {
            if (changes[i] == step)
            {
                // The i-th change gives the i-th lowest priority: what changes later is not always below what changed before.
                priorities[move.Process] = i + 1;
            }
        }
    }

    /// <summary>Without this a process that spins with a high priority would spin for ever.</summary>
    public void Spins(int process) => priorities[process] = --lowest;
}
