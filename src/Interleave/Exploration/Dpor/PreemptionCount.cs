namespace Interleave.Exploration.Dpor;

/// <summary>Counts executions by the fewest preemptions of an equivalent one.</summary>
internal sealed class PreemptionCount(Execution execution)
{
    private readonly List<long> histogram = [];

    /// <summary>How many executions have an equivalent one with 0, 1, 2, … preemptions and none with fewer.</summary>
    public IReadOnlyList<long> Histogram => histogram;

    /// <summary>Counts the execution.</summary>
    public void Add()
    {
        _ = execution;
    }
}
