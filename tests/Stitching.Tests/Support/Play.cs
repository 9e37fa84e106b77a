namespace UnwindCheck.Stitching.Tests.Support;

/// <summary>Events with texts for samples and stacks, and what a rule makes of them in a line a sample.</summary>
internal static class Play
{
    public static IStitchingRule<string, string> Forward => new ForwardOnlyRule<string, string>();

    public static IStitchingRule<string, string> Both => new BothWaysRule<string, string>();

    public static ThreadEvent<string, string> Sample(string name, int tid, ulong? cookie, int pid = 1) => new SampleTaken<string, string>(new(pid, tid), cookie, name);

    public static ThreadEvent<string, string> Stack(string name, int tid, ulong cookie, int pid = 1) => new StackUnwound<string, string>(new(pid, tid), cookie, name);

    public static ThreadEvent<string, string> Fork(int tid, int pid = 1) => new ThreadStarted<string, string>(new(pid, tid));

    public static ThreadEvent<string, string> Exit(int tid, int pid = 1) => new ThreadEnded<string, string>(new(pid, tid));

    /// <summary>The rule after some events.</summary>
    public static IStitchingRule<string, string> After(this IStitchingRule<string, string> rule, params IEnumerable<ThreadEvent<string, string>> events) =>
        events.Aggregate(rule, (state, occurrence) => state.Next(occurrence).Rule);

    /// <summary>What is handed on for some events, without the end of the data.</summary>
    public static IReadOnlyList<string> Hand(this IStitchingRule<string, string> rule, params IEnumerable<ThreadEvent<string, string>> events)
    {
        var lines = new List<string>();
        foreach (var occurrence in events)
        {
            (rule, var delivered) = rule.Next(occurrence);
            lines.AddRange(delivered.Select(Line));
        }

        return lines;
    }

    /// <summary>What is handed on for some events and the end of the data.</summary>
    public static IReadOnlyList<string> HandAll(this IStitchingRule<string, string> rule, params IReadOnlyList<ThreadEvent<string, string>> events) =>
        [.. rule.Hand(events), .. rule.After(events).End().Select(Line)];

    public static string Line(Delivery<string, string> delivery) => delivery switch
    {
        Joined<string, string> { StackCameFirst: true } joined => $"{joined.Sample} < {joined.Stack}",
        Joined<string, string> joined => $"{joined.Sample} > {joined.Stack}",
        Unjoined<string, string> unjoined => $"{unjoined.Sample} {unjoined.Reason}",
        _ => throw new InvalidOperationException(delivery.ToString()),
    };
}
