namespace Interleave.Sampling;

/// <summary>Counts in how many executions loops were met, by process and place in the source.</summary>
internal sealed class LoopCount
{
    private readonly Dictionary<(Process, string, int), (SpinLoop Loop, long LastRun)> loops = [];

    /// <summary>The loops, the most frequent first.</summary>
    public IReadOnlyList<SpinLoop> Found => [.. loops.Values.Select(found => found.Loop).OrderByDescending(loop => loop.Runs)];

    /// <summary>Forgets all loops.</summary>
    public void Clear() => loops.Clear();

    /// <summary>Notes a loop in an execution; more than once in one counts once.</summary>
    public void Add(Process process, OperationSite site, long run)
    {
        var key = (process, site.File, site.Line);
        if (!loops.TryGetValue(key, out var known))
        {
            loops.Add(key, (new SpinLoop(process, site, 1), run));
        }
        else if (known.LastRun != run)
        {
            loops[key] = (known.Loop with { Runs = known.Loop.Runs + 1 }, run);
        }
    }
}
