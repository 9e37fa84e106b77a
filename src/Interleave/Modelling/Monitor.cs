namespace Interleave;

/// <summary>
/// Watches one invariant: a deterministic automaton over the events that processes emit. It runs in step with the
/// exploration and is part of the state, so it may remember what the invariant needs, and no more than that.
/// </summary>
public abstract class Monitor : IModelObject
{
    /// <summary>The name of the invariant.</summary>
    public abstract string Invariant { get; }

    /// <summary>The monitor's state before the first event: an immutable value with value equality.</summary>
    protected internal abstract object InitialState { get; }

    /// <summary>Takes one event. Returns the next state, or a <see cref="Violation"/>.</summary>
    protected internal abstract object On(object state, object occurrence);

    /// <summary>Judges an execution that has ended: null, or why the invariant does not hold.</summary>
    protected internal virtual Violation? AtEnd(object state) => null;
}

/// <summary>A <see cref="Monitor"/> whose state has type <typeparamref name="TState"/>.</summary>
/// <typeparam name="TState">An immutable type with value equality, such as a record of values.</typeparam>
public abstract class Monitor<TState> : Monitor
    where TState : notnull
{
    /// <summary>The state before the first event.</summary>
    protected abstract TState Start { get; }

    /// <inheritdoc/>
    protected internal sealed override object InitialState => Start;

    /// <inheritdoc/>
    protected internal sealed override object On(object state, object occurrence) =>
        Next((TState)state, occurrence, out var violation) is var next && violation is null ? next : violation;

    /// <inheritdoc/>
    protected internal sealed override Violation? AtEnd(object state) => Finally((TState)state);

    /// <summary>Takes one event: the next state, or why the invariant does not hold.</summary>
    protected abstract TState Next(TState state, object occurrence, out Violation? violation);

    /// <summary>Judges an execution that has ended.</summary>
    protected virtual Violation? Finally(TState state) => null;
}

/// <summary>Why an invariant does not hold, in a sentence for the reader of the trace.</summary>
public sealed record Violation(string Reason);
