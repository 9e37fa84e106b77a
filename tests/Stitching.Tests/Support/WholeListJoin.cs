namespace UnwindCheck.Stitching.Tests.Support;

/// <summary>
/// The two rules once more, over a whole list: for each sample by itself, which event of the list decides about it. It
/// looks at any event at any time and keeps no state but the answers that it has found already.
/// </summary>
internal sealed class WholeListJoin(IReadOnlyList<ThreadEvent<string, string>> events)
{
    private readonly Dictionary<(int Sample, int Before), bool> waits = [];

    /// <summary>What the perf tool's rule makes of each sample, in the order of the samples.</summary>
    public IReadOnlyList<string> Forward() => Each((index, sample) =>
    {
        var next = events.Skip(index).OfType<StackUnwound<string, string>>().FirstOrDefault(stack => stack.Thread.Tid == sample.Thread.Tid);
        return next is null ? Without(sample, UnjoinedReason.EndOfData) : With(sample, next);
    });

    /// <summary>What looking both ways makes of each sample, in the order of the samples.</summary>
    public IReadOnlyList<string> Both() => Each((index, sample) =>
    {
        if (LastStackBefore(index) is { } before && before.Cookie == sample.Cookie)
        {
            return $"{sample.Sample} < {before.Stack}";
        }

        return Enumerable.Range(index, events.Count - index).FirstOrDefault(stack => SendsOff(stack, index), -1) is >= 0 and var decided
            ? With(sample, (StackUnwound<string, string>)events[decided])
            : Without(sample, EndOfLife(index) < events.Count ? UnjoinedReason.ThreadEnded : UnjoinedReason.EndOfData);
    });

    private static string With(SampleTaken<string, string> sample, StackUnwound<string, string> stack) =>
        stack.Cookie == sample.Cookie ? $"{sample.Sample} > {stack.Stack}" : Without(sample, UnjoinedReason.Superseded);

    private static string Without(SampleTaken<string, string> sample, UnjoinedReason reason) => $"{sample.Sample} {reason}";

    private IReadOnlyList<string> Each(Func<int, SampleTaken<string, string>, string> outcome) => [.. Enumerable.Range(0, events.Count)
        .Where(index => events[index] is SampleTaken<string, string>)
        .Select(index => (Index: index, Sample: (SampleTaken<string, string>)events[index]))
        .Select(item => item.Sample.Cookie is null ? Without(item.Sample, UnjoinedReason.NotDeferred) : outcome(item.Index, item.Sample))];

    /// <summary>Whether an event is a stack that ends the waiting of a sample: it says something new about the thread, and
    /// no sample before this one is the last that it belongs to.</summary>
    private bool SendsOff(int stack, int sample)
    {
        if (events[stack] is not StackUnwound<string, string> { Cookie: var cookie } || !Waits(sample, stack) || events[stack].Thread != events[sample].Thread || LastStackBefore(stack)?.Cookie == cookie)
        {
            return false;
        }

        var its = Enumerable.Range(0, stack).LastOrDefault(
            other => events[other] is SampleTaken<string, string> taken && taken.Thread == events[sample].Thread && taken.Cookie == cookie && Waits(other, stack), -1);
        return its < 0 || sample <= its;
    }

    /// <summary>Whether a sample waits when an event comes.</summary>
    private bool Waits(int sample, int before)
    {
        if (waits.TryGetValue((sample, before), out var known))
        {
            return known;
        }

        return waits[(sample, before)] = events[sample] is SampleTaken<string, string> { Cookie: { } cookie }
            && sample < before
            && before < EndOfLife(sample)
            && LastStackBefore(sample)?.Cookie != cookie
            && !Enumerable.Range(sample, before - sample).Any(stack => SendsOff(stack, sample));
    }

    /// <summary>The last stack of the same thread's life before an event.</summary>
    private StackUnwound<string, string>? LastStackBefore(int index) => Enumerable.Range(0, index).Reverse()
        .Where(before => events[before].Thread == events[index].Thread && EndOfLife(before) > index)
        .Select(before => events[before]).OfType<StackUnwound<string, string>>().FirstOrDefault();

    /// <summary>Where the life of an event's thread ends: at an exit or fork of its tid, or where that is of another
    /// process.</summary>
    private int EndOfLife(int index)
    {
        var thread = events[index].Thread;
        return Enumerable.Range(index + 1, events.Count - index - 1).FirstOrDefault(
            end => events[end].Thread.Tid == thread.Tid && (events[end] is ThreadStarted<string, string> or ThreadEnded<string, string> || events[end].Thread.Pid != thread.Pid),
            events.Count);
    }
}
