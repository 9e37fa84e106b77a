using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Interleave;

/// <summary>
/// The return type of a process and of the methods it calls: an async method that awaits operations on cells and
/// other <see cref="Step"/> methods. It holds no reference to the method it stands for, so the frames of a suspended
/// process can be copied one by one.
/// </summary>
[AsyncMethodBuilder(typeof(StepMethodBuilder))]
public readonly struct Step
{
    private readonly bool finished;

    internal Step(bool finished) => this.finished = finished;

    /// <summary>A step that has nothing to do.</summary>
    public static Step Done => new(true);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Awaiter GetAwaiter() => new(finished);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        internal Awaiter(bool finished) => IsCompleted = finished;

        /// <summary>Whether the method ran to its end without an operation.</summary>
        public bool IsCompleted { get; }

        /// <summary>Throws what the method threw, if it did.</summary>
        public void GetResult()
        {
            if (!IsCompleted)
            {
                StepExecution.Current.TakeReturn();
            }
        }

        /// <summary>Not used: a <see cref="Step"/> suspends without continuations.</summary>
        public void OnCompleted(Action continuation) => throw StepExecution.ForeignAwait();

        /// <summary>Not used: a <see cref="Step"/> suspends without continuations.</summary>
        public void UnsafeOnCompleted(Action continuation) => throw StepExecution.ForeignAwait();
    }
}

/// <summary>A <see cref="Step"/> that returns a value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
[AsyncMethodBuilder(typeof(StepMethodBuilder<>))]
public readonly struct Step<T>
{
    private readonly bool finished;
    private readonly T result;

    internal Step(bool finished, T result)
    {
        this.finished = finished;
        this.result = result;
    }

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Awaiter GetAwaiter() => new(finished, result);

    /// <summary>For the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly T result;

        internal Awaiter(bool finished, T result)
        {
            IsCompleted = finished;
            this.result = result;
        }

        /// <summary>Whether the method ran to its end without an operation.</summary>
        public bool IsCompleted { get; }

        /// <summary>What the method returned; throws what it threw.</summary>
        public T GetResult() => IsCompleted ? result : (T)StepExecution.Current.TakeReturn()!;

        /// <summary>Not used: a <see cref="Step"/> suspends without continuations.</summary>
        public void OnCompleted(Action continuation) => throw StepExecution.ForeignAwait();

        /// <summary>Not used: a <see cref="Step"/> suspends without continuations.</summary>
        public void UnsafeOnCompleted(Action continuation) => throw StepExecution.ForeignAwait();
    }
}
