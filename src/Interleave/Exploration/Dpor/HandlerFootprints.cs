namespace Interleave.Exploration.Dpor;

/// <summary>What the steps of each handler were seen to access, in all executions so far.</summary>
/// <remarks>
/// The strike of a handler falls asleep when its executions from some prefix have all been explored. It has to strike again
/// after an event that waits for handlers on its processor if some step of it, not only the first, depends on that
/// event. Whether one will is not known before it has run; that it can is known from its earlier executions. So such
/// a strike is taken, and the execution is given up as redundant if the handler could have come first after all.
/// </remarks>
internal sealed class HandlerFootprints(Model model)
{
    private readonly Footprint[] seen = new Footprint[model.Processes.Count];
    private readonly bool[] reliedOn = new bool[model.Processes.Count];
    private readonly bool[] stays = new bool[model.Processes.Count];
    private readonly Standing[] strikes = [.. model.Processes.Select(StrikeOf)];

    /// <summary>The handlers.</summary>
    public int[] All { get; } = [.. model.Processes.OfType<Handler>().Select(handler => handler.Index)];

    /// <summary>Whether a handler may wait for ever.</summary>
    public bool MayStay(int handler)
    {
        reliedOn[handler] |= !stays[handler];
        return stays[handler];
    }

    /// <summary>Whether a handler turned out to do more than was known when something relied on it.</summary>
    public bool Outdated { get; private set; }

    /// <summary>Nothing has been relied on yet.</summary>
    public void BeginPass()
    {
        Outdated = false;
        reliedOn.AsSpan().Clear();
    }

    /// <summary>A handler was seen to wait for ever: then all that waits for it depends on it.</summary>
    public void AddStay(int handler)
    {
        Outdated |= !stays[handler] && reliedOn[handler];
        stays[handler] = true;
    }

    /// <summary>Adds what an event of a handler accessed.</summary>
    public void Add(in EventRecord record)
    {
        ref var all = ref seen[record.Process];
        Outdated |= reliedOn[record.Process]
            && ((record.Footprint.ReadsLow & ~all.ReadsLow) | (record.Footprint.ReadsHigh & ~all.ReadsHigh)
                | (record.Footprint.WritesLow & ~all.WritesLow) | (record.Footprint.WritesHigh & ~all.WritesHigh)) != 0;
        all.ReadsLow |= record.Footprint.ReadsLow;
        all.ReadsHigh |= record.Footprint.ReadsHigh;
        all.WritesLow |= record.Footprint.WritesLow;
        all.WritesHigh |= record.Footprint.WritesHigh;
    }

    /// <summary>Whether an execution does not end before a handler has used up its budget.</summary>
    public bool MustStrike(int handler) => ((Handler)model.Processes[handler]).MustStrike;

    /// <summary>Where a handler runs.</summary>
    public ref readonly Standing Strike(int handler) => ref strikes[handler];

    /// <summary>Whether some step of a handler can depend on an event that waits for it, or follows from one that does.</summary>
    public bool MayDepend(int handler, in EventRecord record)
    {
        if (stays[handler] || Footprint.Conflict(in seen[handler], in record.Footprint))
        {
            return true;
        }

        reliedOn[handler] = true;
        return false;
    }

    private static Standing StrikeOf(Process process) => process is not Handler handler
        ? default
        : new Standing
        {
            Process = handler.Index,
            Processor = handler.Processor?.Index ?? -1,
            Level = handler.Thread is null ? handler.Level : 0,
            Thread = (handler.Thread?.Number ?? 0) - 1,
            ThreadLevel = handler.Thread is null ? 0 : handler.Level,
        };
}
