using System.Collections.Immutable;

namespace UnwindCheck.Stitching;

/// <summary>A sample that waits for its stack.</summary>
internal sealed record WaitingSample<TSample>(ThreadKey Thread, ulong Cookie, TSample Sample);

/// <summary>
/// The samples that wait, in the order in which they came. Immutable; equal if the same samples wait in the same order.
/// Adding one and taking those of a thread cost no more than logarithmic time each, however many others wait.
/// </summary>
internal sealed class WaitingSamples<TSample> : IEquatable<WaitingSamples<TSample>>
{
    public static readonly WaitingSamples<TSample> Empty = new(
        ImmutableSortedDictionary<long, WaitingSample<TSample>>.Empty, ImmutableDictionary<int, ImmutableQueue<long>>.Empty, 0);

    // Keys rise with every sample; they say nothing by themselves and do not take part in comparisons.
    private readonly ImmutableSortedDictionary<long, WaitingSample<TSample>> inOrder;
    private readonly ImmutableDictionary<int, ImmutableQueue<long>> ofThread;
    private readonly long nextKey;

    private WaitingSamples(ImmutableSortedDictionary<long, WaitingSample<TSample>> inOrder, ImmutableDictionary<int, ImmutableQueue<long>> ofThread, long nextKey)
    {
        this.inOrder = inOrder;
        this.ofThread = ofThread;
        this.nextKey = nextKey;
    }

    public IEnumerable<WaitingSample<TSample>> All => inOrder.Values;

    public WaitingSamples<TSample> Add(WaitingSample<TSample> sample) => new(
        inOrder.Add(nextKey, sample),
        ofThread.SetItem(sample.Thread.Tid, ofThread.GetValueOrDefault(sample.Thread.Tid, []).Enqueue(nextKey)),
        nextKey + 1);

    /// <summary>The oldest sample of a thread, by its number alone; null if none waits.</summary>
    public WaitingSample<TSample>? FirstOf(int tid) => ofThread.TryGetValue(tid, out var keys) ? inOrder[keys.Peek()] : null;

    /// <summary>The samples of a thread, by its number alone, in their order.</summary>
    public IReadOnlyList<WaitingSample<TSample>> Of(int tid) =>
        ofThread.TryGetValue(tid, out var keys) ? [.. keys.Select(key => inOrder[key])] : [];

    /// <summary>Without the first so many samples of a thread.</summary>
    public WaitingSamples<TSample> WithoutFirst(int tid, int count)
    {
        if (count == 0)
        {
            return this;
        }

        var keys = ofThread[tid];
        var taken = new List<long>(count);
        for (var i = 0; i < count; i++)
        {
            keys = keys.Dequeue(out var key);
            taken.Add(key);
        }

        return new WaitingSamples<TSample>(inOrder.RemoveRange(taken), keys.IsEmpty ? ofThread.Remove(tid) : ofThread.SetItem(tid, keys), nextKey);
    }

    public bool Equals(WaitingSamples<TSample>? other) =>
        ReferenceEquals(this, other) || (other is not null && inOrder.Count == other.inOrder.Count && inOrder.Values.SequenceEqual(other.inOrder.Values));

    public override bool Equals(object? obj) => Equals(obj as WaitingSamples<TSample>);

    public override int GetHashCode() => inOrder.Values.Aggregate(inOrder.Count, HashCode.Combine);
}
