using Interleave.Exploration;

namespace Interleave.Sampling;

/// <summary>Decides which process goes on.</summary>
internal interface ISamplingStrategy
{
    /// <summary>An execution begins.</summary>
    void Begin(ref SampleRandom random);

    /// <summary>The process to go on: one of those in <paramref name="candidates"/>.</summary>
    int Choose(ReadOnlySpan<uint> state, ReadOnlySpan<int> candidates, ref SampleRandom random);

    /// <summary>The process has made the move out of the state.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="move">What it did.</param>
    /// <param name="step">How many steps there were before it.</param>
    /// <param name="random">For further draws.</param>
    void Executed(ReadOnlySpan<uint> state, Move move, int step, ref SampleRandom random);

    /// <summary>The process spins: until somebody else has changed something others should go first.</summary>
    void Spins(int process);
}

/// <summary>A random walk.</summary>
internal sealed class RandomWalkStrategy : ISamplingStrategy
{
    public void Begin(ref SampleRandom random)
    {
    }

    public int Choose(ReadOnlySpan<uint> state, ReadOnlySpan<int> candidates, ref SampleRandom random) => candidates[random.Below(candidates.Length)];

    public void Executed(ReadOnlySpan<uint> state, Move move, int step, ref SampleRandom random)
    {
    }

    public void Spins(int process)
    {
    }
}
