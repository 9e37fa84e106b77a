using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interleave.Automata;

namespace Interleave;

/// <summary>What the builders and awaiters of the process that is being stepped on this thread work with.</summary>
internal sealed class StepExecution
{
    [ThreadStatic]
    private static StepExecution? current;

    private readonly List<Frame> suspended = [];
    private readonly List<object> events = [];
    private Frame? running;
    private object? returned;
    private ExceptionDispatchInfo? thrown;
    private bool prepared;
    private bool stepping;

    /// <summary>The execution of this thread.</summary>
    public static StepExecution Current => current ??= new StepExecution();

    /// <summary>Whether the C# code of a process is running on this thread.</summary>
    public static bool IsStepping => current is { stepping: true };

    /// <summary>What the operation that is being resumed from returned.</summary>
    public ulong OperationResult { get; private set; }

    /// <summary>The operation that the process stands at after a step.</summary>
    public Operation Pending { get; private set; }

    /// <summary>The source of <see cref="Pending"/>.</summary>
    public OperationSite Site { get; private set; } = null!;

    /// <summary>The events of the last step, in order.</summary>
    public IReadOnlyList<object> Emitted => events;

    /// <summary>Runs a process from its beginning to its first operation.</summary>
    /// <returns>Its frames, outermost first; null when it finished.</returns>
    public Frame[]? Start(Func<Step> body)
    {
        Reset();
        stepping = true;
        try
        {
            _ = body();
            return suspended.Count == 0 ? null : Suspended([]);
        }
        finally
        {
            stepping = false;
        }
    }

    /// <summary>Runs a suspended process on to its next operation. The given frames stay as they are.</summary>
    /// <param name="frames">The frames, outermost first.</param>
    /// <param name="result">What the operation that it stands at returned.</param>
    /// <returns>The new frames, outermost first; null when the process finished.</returns>
    public Frame[]? Resume(ReadOnlySpan<Frame> frames, ulong result)
    {
        Reset();
        stepping = true;
        try
        {
            return ResumeFrames(frames, result);
        }
        finally
        {
            stepping = false;
        }
    }

    private Frame[]? ResumeFrames(ReadOnlySpan<Frame> frames, ulong result)
    {
        OperationResult = result;
        for (var depth = frames.Length - 1; depth >= 0; depth--)
        {
            running = frames[depth].Clone();
            try
            {
                running.Resume();
            }
            catch (Exception exception) when (depth > 0 && exception is not ModelException)
            {
                // The caller is not on the stack: hand the exception to its frame, which rethrows it at the await.
                thrown = ExceptionDispatchInfo.Capture(exception);
                continue;
            }

            if (suspended.Count > 0)
            {
                return Suspended(frames[..depth]);
            }
        }

        return null;
    }

    /// <summary>Notes the operation that the process is about to await.</summary>
    public void Prepare(Operation operation, OperationSite site)
    {
        CheckAllAwaited();
        Pending = operation;
        Site = site;
        prepared = true;
    }

    /// <summary>Suspends the method of <paramref name="machine"/>; the innermost comes first, its callers follow.</summary>
    public void Suspend<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine machine, ref bool boxed)
        where TStateMachine : IAsyncStateMachine
    {
        _ = awaiter;
        if (!prepared || typeof(TAwaiter).Assembly != typeof(StepExecution).Assembly)
        {
            throw ForeignAwait();
        }

        if (boxed)
        {
            suspended.Add(running!);
            return;
        }

        boxed = true;
        suspended.Add(new Frame<TStateMachine>(machine));
    }

    /// <summary>Called where a method goes on: every method that it has called must have finished.</summary>
    /// <exception cref="ModelException">One of them stands at an operation, and nobody awaits it.</exception>
    public void CheckAllAwaited()
    {
        if (suspended.Count > 0)
        {
            throw new ModelException($"{MethodName.Of(suspended[^1].MachineType)} was called but is not awaited at once; a process does one thing after the other, so await each Step where it is made");
        }
    }

    /// <summary>Keeps what a resumed method returned until its caller's frame asks for it.</summary>
    public void PutReturn(object? value) => returned = value;

    /// <summary>What the callee returned; throws what it threw.</summary>
    public object? TakeReturn()
    {
        if (thrown is { } exception)
        {
            thrown = null;
            exception.Throw();
        }

        return returned;
    }

    /// <summary>See <see cref="Events.Emit"/>.</summary>
    public void Emit(object occurrence) => events.Add(occurrence);

    /// <summary>The error for a process that awaits something the engine does not control.</summary>
    public static ModelException ForeignAwait() => new(
        "a process awaited something that is neither an operation on a cell nor a Step (a Task?); " +
        "make the method return Step and await operations only");

    private void Reset()
    {
        suspended.Clear();
        events.Clear();
        returned = null;
        thrown = null;
        prepared = false;
    }

    private Frame[] Suspended(ReadOnlySpan<Frame> kept)
    {
        suspended.Reverse();
        return [.. kept, .. suspended];
    }
}
