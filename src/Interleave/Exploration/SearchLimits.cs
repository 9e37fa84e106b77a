namespace Interleave.Exploration;

/// <summary>Says when a search has to stop before it is complete.</summary>
internal sealed class SearchLimits(SearchOptions options)
{
    /// <summary>After a garbage collection this much of the limit has to be free, or the search would do little else.</summary>
    private const double WorthGoingOn = 0.97;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private TimeSpan nextLook = TimeSpan.MinValue;

    /// <summary>Bytes that tables may take until the next look. Asking the system takes longer than most small searches.</summary>
    private long allowance;

    /// <summary>What stops the search now, as the name of an option, or null.</summary>
    /// <param name="elapsed">Time since the search began.</param>
    /// <param name="growth">Memory that a table of the search is about to need, in bytes.</param>
    public string? Exceeded(TimeSpan elapsed, long growth = 0) =>
        options.Cancellation.IsCancellationRequested ? "interruption"
        : elapsed > options.TimeLimit ? "--time-limit"
        : NeedsTooMuch(elapsed, growth) ? "--memory"
        : null;

    private bool NeedsTooMuch(TimeSpan elapsed, long growth)
    {
        if (options.MemoryLimit is not { } limit)
        {
            return false;
        }

        if (elapsed < nextLook && (growth == 0 || growth <= allowance))
        {
            allowance -= growth;
            return false;
        }

        nextLook = elapsed + Interval;
        if (Usage() is var usage && usage + growth <= limit)
        {
            // The rest is for what is no table.
            allowance = ((limit - usage) / 2) - growth;
            return false;
        }

        allowance = 0;

        // Some of it may be tables that have been outgrown.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Usage() + growth > limit * WorthGoingOn;
    }

    /// <summary>Memory counts when it was allocated, not only when it was first touched.</summary>
    private static long Usage() => Math.Max(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
}
