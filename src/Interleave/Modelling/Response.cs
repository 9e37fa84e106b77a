namespace Interleave;

/// <summary>
/// A monitor with obligations: what it waits for has to come in every execution. It is violated by an execution that ends
/// while an obligation is open, and by one without an end, under a fair scheduler, in which an obligation stays open for ever.
/// </summary>
/// <remarks>An execution without an end is found as a fair cycle of the state graph, so no bound on its length decides: where
/// other tools call a monitor stuck when it has been "hot" for many steps, here it is stuck when it need never cool. The
/// search has to keep the graph (<see cref="Exploration.SearchOptions.KeepGraph"/>); without it only executions that end are judged.</remarks>
public abstract class LivenessMonitor : Monitor
{
    /// <summary>How many obligations a monitor can tell apart.</summary>
    public const int MaxObligations = 64;

    /// <summary>The obligations that are open in a state of the monitor, a bit each. An obligation that is closed and opened again
    /// has not stayed open.</summary>
    protected internal abstract ulong Open(object state);

    /// <summary>The obligations that an event closes, even if it opens them again.</summary>
    protected internal virtual ulong Closes(object state, object occurrence) => 0;

    /// <summary>An obligation in words, for the reader of a trace.</summary>
    protected internal abstract string Describe(int obligation);

    /// <inheritdoc/>
    protected internal sealed override Violation? AtEnd(object state) => Open(state) is var open && open != 0
        ? new Violation($"the execution ends, and {Describe(System.Numerics.BitOperations.TrailingZeroCount(open))}")
        : null;
}

/// <summary>Every request is answered in the end: after each event that asks, one that answers it comes (P leads to Q). What is
/// asked and answered are told apart by keys; an answer answers all that was asked before with its key.</summary>
/// <typeparam name="TKey">What tells requests apart: an immutable value with value equality, or an <see cref="IModelObject"/>.</typeparam>
/// <param name="invariant">The name of the invariant.</param>
/// <param name="asks">The key that an event asks with, or null when it does not ask.</param>
/// <param name="answers">The key that an event answers, or null when it does not answer.</param>
public sealed class Response<TKey>(string invariant, Func<object, TKey?> asks, Func<object, TKey?> answers) : LivenessMonitor
    where TKey : class
{
    private readonly Lock gate = new();
    private readonly List<TKey> keys = [];

    /// <inheritdoc/>
    public override string Invariant => invariant;

    /// <inheritdoc/>
    protected internal override object InitialState => 0UL;

    /// <inheritdoc/>
    protected internal override object On(object state, object occurrence)
    {
        var open = (ulong)state;
        if (answers(occurrence) is { } answered)
        {
            open &= ~BitOf(answered);
        }

        return asks(occurrence) is { } asked ? open | BitOf(asked) : open;
    }

    /// <inheritdoc/>
    protected internal override ulong Open(object state) => (ulong)state;

    /// <inheritdoc/>
    protected internal override ulong Closes(object state, object occurrence) => answers(occurrence) is { } answered ? BitOf(answered) : 0;

    /// <inheritdoc/>
    protected internal override string Describe(int obligation)
    {
        lock (gate)
        {
            return $"{keys[obligation]} is never answered";
        }
    }

    private ulong BitOf(TKey key)
    {
        lock (gate)
        {
            var number = keys.IndexOf(key);
            if (number < 0)
            {
                number = keys.Count;
                keys.Add(key);
            }

            return number < MaxObligations
                ? 1UL << number
                : throw new ModelException($"invariant '{invariant}' has more than {MaxObligations} keys; use a monitor for each group of them");
        }
    }
}

/// <summary>Every request is answered in the end, with one kind of request.</summary>
/// <param name="invariant">The name of the invariant.</param>
/// <param name="asks">Whether an event asks.</param>
/// <param name="answers">Whether an event answers all that was asked before. One that does both answers first.</param>
public sealed class Response(string invariant, Func<object, bool> asks, Func<object, bool> answers) : LivenessMonitor
{
    /// <inheritdoc/>
    public override string Invariant => invariant;

    /// <inheritdoc/>
    protected internal override object InitialState => false;

    /// <inheritdoc/>
    protected internal override object On(object state, object occurrence) => asks(occurrence) || ((bool)state && !answers(occurrence));

    /// <inheritdoc/>
    protected internal override ulong Open(object state) => (bool)state ? 1UL : 0;

    /// <inheritdoc/>
    protected internal override ulong Closes(object state, object occurrence) => answers(occurrence) ? 1UL : 0;

    /// <inheritdoc/>
    protected internal override string Describe(int obligation) => "what was asked is never answered";
}
