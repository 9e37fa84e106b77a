using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Interleave;

/// <summary>An operation that a process awaits. Awaiting it always suspends the process: it is a scheduling point.</summary>
/// <typeparam name="T">What the operation returns: <see cref="uint"/>, <see cref="ulong"/> or <see cref="int"/>.</typeparam>
public readonly struct OperationAwaitable<T>
    where T : unmanaged
{
    private readonly Operation operation;
    private readonly OperationSite site;

    internal OperationAwaitable(Operation operation, OperationSite site)
    {
        this.operation = operation;
        this.site = site;
    }

    /// <summary>The same operation, but executed while the thread is on no processor: what happens to a thread that
    /// has left (<see cref="CellOperations.Leave"/>) and sleeps, such as being handed a lock or being woken.</summary>
    public OperationAwaitable<T> WhileAway() => new(operation with { Away = true }, site);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Awaiter GetAwaiter()
    {
        StepExecution.Current.Prepare(operation, site);
        return default;
    }

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        /// <summary>Never: the engine decides when the operation executes.</summary>
        public bool IsCompleted => false;

        /// <summary>What the operation returned.</summary>
        public T GetResult()
        {
            var result = StepExecution.Current.OperationResult;
            return Unsafe.As<ulong, T>(ref result);
        }

        /// <summary>Not used: a <see cref="Step"/> suspends without continuations.</summary>
        public void OnCompleted(Action continuation) => throw StepExecution.ForeignAwait();

        /// <summary>Not used: a <see cref="Step"/> suspends without continuations.</summary>
        public void UnsafeOnCompleted(Action continuation) => throw StepExecution.ForeignAwait();
    }
}
