namespace UnwindCheck.Stitching;

/// <summary>
/// The rule of the perf tool: samples wait for the next stack of their thread, and all of them leave when it comes, with
/// the stack if the cookies are equal and without one if not. What came before a sample is never looked at.
/// </summary>
/// <remarks>
/// Restates evlist__deliver_deferred_callchain() and session__flush_deferred_samples() in tools/perf/util/session.c, from
/// "[PATCH v6 5/6] perf tools: Merge deferred user callchains" and "[PATCH v6 6/6] perf tools: Flush remaining samples w/o
/// deferred callchains" (Namhyung Kim, 20 November 2025). As there, a thread is its tid alone; fork, exit and lost records
/// do not matter; and a sample without a deferred stack is handed on at once, past older ones of its thread that wait.
/// </remarks>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
public sealed class ForwardOnlyRule<TSample, TStack> : IStitchingRule<TSample, TStack>, IEquatable<ForwardOnlyRule<TSample, TStack>>
{
    private readonly WaitingSamples<TSample> waiting;

    /// <summary>The rule before the first event.</summary>
    public ForwardOnlyRule()
        : this(WaitingSamples<TSample>.Empty)
    {
    }

    private ForwardOnlyRule(WaitingSamples<TSample> waiting) => this.waiting = waiting;

    /// <inheritdoc/>
    public StitchingStep<TSample, TStack> Next(ThreadEvent<TSample, TStack> occurrence)
    {
        switch (occurrence)
        {
            case SampleTaken<TSample, TStack> { Cookie: { } cookie } sample:
                return new(new ForwardOnlyRule<TSample, TStack>(waiting.Add(new(sample.Thread, cookie, sample.Sample))), []);
            case SampleTaken<TSample, TStack> sample:
                return new(this, [new Unjoined<TSample, TStack>(sample.Sample, UnjoinedReason.NotDeferred)]);
            case StackUnwound<TSample, TStack> stack:
                var leaving = waiting.Of(stack.Thread.Tid);
                return leaving.Count == 0 ? new(this, []) : new(
                    new ForwardOnlyRule<TSample, TStack>(waiting.WithoutFirst(stack.Thread.Tid, leaving.Count)),
                    [.. leaving.Select(sample => Delivered(sample, stack))]);
            default:
                return new(this, []);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Delivery<TSample, TStack>> End() =>
        [.. waiting.All.Select(sample => new Unjoined<TSample, TStack>(sample.Sample, UnjoinedReason.EndOfData))];

    /// <inheritdoc/>
    public bool Equals(ForwardOnlyRule<TSample, TStack>? other) => other is not null && waiting.Equals(other.waiting);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ForwardOnlyRule<TSample, TStack>);

    /// <inheritdoc/>
    public override int GetHashCode() => waiting.GetHashCode();

    private static Delivery<TSample, TStack> Delivered(WaitingSample<TSample> sample, StackUnwound<TSample, TStack> stack) =>
        sample.Cookie == stack.Cookie
            ? new Joined<TSample, TStack>(sample.Sample, stack.Stack, StackCameFirst: false)
            : new Unjoined<TSample, TStack>(sample.Sample, UnjoinedReason.Superseded);
}
