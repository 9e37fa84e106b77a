namespace Interleave.Exploration;

/// <summary>Says when a search has to stop before it is complete.</summary>
internal sealed class SearchLimits(SearchOptions options)
{
    /// <summary>After a garbage collection this much of the limit has to be free, or the search would do little else.</summary>
    private const double WorthGoingOn = 0.97;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private TimeSpan nextLook = TimeSpan.MinValue;

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
        if (options.MemoryLimit is not { } limit || (growth == 0 && elapsed < nextLook))
        {
            return false;
        }

        nextLook = elapsed + Interval;
        if (Usage() + growth <= limit)
        {
            return false;
        }

        // Some of it may be tables that have been outgrown.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return Usage() + growth > limit * WorthGoingOn;
    }

    /// <summary>Memory counts when it was allocated, not only when it was first touched.</summary>
    private static long Usage() => Math.Max(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
}
