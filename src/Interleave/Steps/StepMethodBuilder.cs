using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interleave.Automata;

namespace Interleave;

/// <summary>Builds <see cref="Step"/> methods: boxes the state machine on its first suspension into a
/// <see cref="Frame"/> that can be copied.</summary>
/// <remarks>The builder is part of the state machine and is copied with it, so it must not refer to its box: it only
/// remembers that there is one, and the <see cref="StepExecution"/> knows which frame runs.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
#pragma warning disable CA1815, CA1822 // the compiler calls these members; builders are never compared
public struct StepMethodBuilder
{
    private bool boxed;
    private bool finished;

    /// <summary>For the compiler.</summary>
    public readonly Step Task => new(finished);

    /// <summary>For the compiler.</summary>
    public static StepMethodBuilder Create() => default;

    /// <summary>For the compiler.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>For the compiler.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>For the compiler.</summary>
    public readonly void SetException(Exception exception) => ExceptionDispatchInfo.Throw(exception);

    /// <summary>For the compiler.</summary>
    public void SetResult()
    {
        StepExecution.Current.CheckAllAwaited();
        if (boxed)
        {
            StepExecution.Current.PutReturn(null);
        }
        else
        {
            finished = true;
        }
    }

    /// <summary>For the compiler.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => StepExecution.Current.Suspend(ref awaiter, ref stateMachine, ref boxed);

    /// <summary>For the compiler.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => StepExecution.Current.Suspend(ref awaiter, ref stateMachine, ref boxed);
}

/// <summary>Builds <see cref="Step{T}"/> methods; see <see cref="StepMethodBuilder"/>.</summary>
/// <typeparam name="T">What the method returns.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct StepMethodBuilder<T>
{
    private bool boxed;
    private bool finished;
    private T result;

    /// <summary>For the compiler.</summary>
    public readonly Step<T> Task => new(finished, result);

    /// <summary>For the compiler.</summary>
#pragma warning disable CA1000, MA0018 // the pattern of async method builders asks for it
    public static StepMethodBuilder<T> Create() => default;
#pragma warning restore CA1000, MA0018

    /// <summary>For the compiler.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>For the compiler.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>For the compiler.</summary>
    public readonly void SetException(Exception exception) => ExceptionDispatchInfo.Throw(exception);

    /// <summary>For the compiler.</summary>
    public void SetResult(T value)
    {
        StepExecution.Current.CheckAllAwaited();
        if (boxed)
        {
            StepExecution.Current.PutReturn(value);
        }
        else
        {
            finished = true;
            result = value;
        }
    }

    /// <summary>For the compiler.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => StepExecution.Current.Suspend(ref awaiter, ref stateMachine, ref boxed);

    /// <summary>For the compiler.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => StepExecution.Current.Suspend(ref awaiter, ref stateMachine, ref boxed);
}
#pragma warning restore CA1815, CA1822
