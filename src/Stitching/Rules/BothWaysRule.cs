using System.Collections.Immutable;

namespace UnwindCheck.Stitching;

/// <summary>
/// Looks both ways: a sample is joined to the last stack of its thread if that has its cookie, else it waits as under
/// <see cref="ForwardOnlyRule{TSample, TStack}"/>. Stacks and samples never outlive their thread.
/// </summary>
/// <remarks>
/// <para>Looking back is needed since a request that is made after the callback of the same entry context gets the
/// cookie but no further callback ("Is this already queued or executed", unwind_deferred_request() in
/// kernel/unwind/deferred.c): the sample comes after its stack, and nothing comes after the sample.</para>
/// <para>One stack for each thread is enough to look back to. A thread has one cookie at a time, and a new one only after
/// it has gone back to user mode; so when a stack with another cookie has come, no sample with the old one follows. Should
/// one do so all the same, because clocks disagree, it stays without a stack; it never gets a wrong one, as long as
/// cookies of one thread are not used twice. The memory for looking back is therefore one stack for each thread that
/// lives. The number of samples that wait is bounded by the trace only, as under every rule that waits.</para>
/// <para>Two more differences, both from the order of contexts in a thread: samples that came after the last sample to
/// which a stack belongs are of a later context, so they go on waiting; and a stack whose cookie was the thread's last
/// one already says nothing about the samples that wait, so they do too.</para>
/// <para>A thread ends with its exit, and when its number is used by a new thread or together with another process. Lost
/// records do not matter: where a fork or an exit was lost, the cookie still tells threads apart.</para>
/// </remarks>
/// <typeparam name="TSample">What stands for a sample.</typeparam>
/// <typeparam name="TStack">What stands for a user stack.</typeparam>
public sealed class BothWaysRule<TSample, TStack> : IStitchingRule<TSample, TStack>, IEquatable<BothWaysRule<TSample, TStack>>
{
    private readonly WaitingSamples<TSample> waiting;

    /// <summary>The last stack of each thread, by tid.</summary>
    private readonly ImmutableSortedDictionary<int, StackUnwound<TSample, TStack>> last;

    /// <summary>The rule before the first event.</summary>
    public BothWaysRule()
        : this(WaitingSamples<TSample>.Empty, ImmutableSortedDictionary<int, StackUnwound<TSample, TStack>>.Empty)
    {
    }

    private BothWaysRule(WaitingSamples<TSample> waiting, ImmutableSortedDictionary<int, StackUnwound<TSample, TStack>> last)
    {
        this.waiting = waiting;
        this.last = last;
    }

    /// <summary>How many stacks it remembers to look back to.</summary>
    public int RememberedStacks => last.Count;

    /// <inheritdoc/>
    public StitchingStep<TSample, TStack> Next(ThreadEvent<TSample, TStack> occurrence)
    {
        ArgumentNullException.ThrowIfNull(occurrence);
        if (occurrence is ThreadStarted<TSample, TStack> or ThreadEnded<TSample, TStack>)
        {
            return Forget(occurrence.Thread.Tid);
        }

        if (!IsOfAnotherProcess(occurrence.Thread))
        {
            return NextOfLivingThread(occurrence);
        }

        var (rule, ended) = Forget(occurrence.Thread.Tid);
        var (next, delivered) = ((BothWaysRule<TSample, TStack>)rule).NextOfLivingThread(occurrence);
        return new(next, [.. ended, .. delivered]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Delivery<TSample, TStack>> End() => [.. waiting.All.Select(sample => Without(sample, UnjoinedReason.EndOfData))];

    /// <inheritdoc/>
    public bool Equals(BothWaysRule<TSample, TStack>? other) =>
        other is not null && last.Count == other.last.Count && last.Values.SequenceEqual(other.last.Values) && waiting.Equals(other.waiting);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BothWaysRule<TSample, TStack>);

    /// <inheritdoc/>
    public override int GetHashCode() => last.Values.Aggregate(waiting.GetHashCode(), HashCode.Combine);

    private static Delivery<TSample, TStack> With(TSample sample, StackUnwound<TSample, TStack> stack, bool stackCameFirst) =>
        new Joined<TSample, TStack>(sample, stack.Stack, stackCameFirst);

    private static Delivery<TSample, TStack> Without(WaitingSample<TSample> sample, UnjoinedReason reason) =>
        new Unjoined<TSample, TStack>(sample.Sample, reason);

    private StitchingStep<TSample, TStack> NextOfLivingThread(ThreadEvent<TSample, TStack> occurrence) => occurrence switch
    {
        SampleTaken<TSample, TStack> { Cookie: { } cookie } sample => Sampled(sample, cookie),
        SampleTaken<TSample, TStack> sample => new(this, [new Unjoined<TSample, TStack>(sample.Sample, UnjoinedReason.NotDeferred)]),
        StackUnwound<TSample, TStack> stack => Unwound(stack),
        _ => new(this, []),
    };

    private StitchingStep<TSample, TStack> Sampled(SampleTaken<TSample, TStack> sample, ulong cookie) =>
        last.TryGetValue(sample.Thread.Tid, out var stack) && stack.Cookie == cookie
            ? new(this, [With(sample.Sample, stack, stackCameFirst: true)])
            : new(new BothWaysRule<TSample, TStack>(waiting.Add(new(sample.Thread, cookie, sample.Sample)), last), []);

    private StitchingStep<TSample, TStack> Unwound(StackUnwound<TSample, TStack> stack)
    {
        var tid = stack.Thread.Tid;

        // The later one of two stacks with the same cookie is closer to the samples that follow.
        var remembered = last.SetItem(tid, stack);
        if (last.TryGetValue(tid, out var before) && before.Cookie == stack.Cookie)
        {
            // No sample that waits can have this cookie: it would have been joined to the stack before.
            return new(new BothWaysRule<TSample, TStack>(waiting, remembered), []);
        }

        var ofThread = waiting.Of(tid);
        var leaving = ofThread.Count;
        while (leaving > 0 && ofThread[leaving - 1].Cookie != stack.Cookie)
        {
            leaving--;
        }

        // If the stack belongs to none of them, the place of its context among theirs is not known; later is the rule.
        leaving = leaving == 0 ? ofThread.Count : leaving;
        return new(
            new BothWaysRule<TSample, TStack>(waiting.WithoutFirst(tid, leaving), remembered),
            [.. ofThread.Take(leaving).Select(sample => sample.Cookie == stack.Cookie
                ? With(sample.Sample, stack, stackCameFirst: false)
                : Without(sample, UnjoinedReason.Superseded))]);
    }

    private bool IsOfAnotherProcess(ThreadKey thread) =>
        (last.TryGetValue(thread.Tid, out var stack) && stack.Thread != thread)
        || (waiting.FirstOf(thread.Tid) is { } sample && sample.Thread != thread);

    private StitchingStep<TSample, TStack> Forget(int tid)
    {
        var ended = waiting.Of(tid);
        return new(
            new BothWaysRule<TSample, TStack>(waiting.WithoutFirst(tid, ended.Count), last.Remove(tid)),
            [.. ended.Select(sample => Without(sample, UnjoinedReason.ThreadEnded))]);
    }
}
