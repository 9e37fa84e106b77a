using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback that a request was promised has a user stack to hand over: at least the instruction pointer. So has a tracer
/// that unwinds a task by itself, before that exits. (I3b)</summary>
/// <remarks>Without memory for the trace it may be empty: that is the answer that a promised callback gives then. A trace that was
/// never written is for <see cref="ArgumentInitialised"/>, a stack of another context for <see cref="CallbackStack"/>.</remarks>
public sealed class CallbackEmpty : UnwindInvariant<CallbackEmpty.Asked>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-empty";

    /// <inheritdoc/>
    public override string Quote => "This means that the user stack trace will not be retrieved and an empty stack is created.";

    /// <inheritdoc/>
    public override string Source => "Steven Rostedt, \"unwind: Finish up unwind when a task exits\" (June 2025), of a request before do_exit()";

    /// <inheritdoc/>
    protected override Asked Start => new(ValueSet<Stitch>.Empty, ValueSet<TaskStruct>.Empty);

    /// <inheritdoc/>
    protected override Asked Next(Asked state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state with { WithoutMemory = state.WithoutMemory.Remove(entered.Task) };
            case AllocationFailed { Atomic: false } failed:
                return state with { WithoutMemory = state.WithoutMemory.Add(failed.Task) };
            case RequestReturned { Accepted: true, Result: { Cookie: not 0, CookieWritten: true } } returned:
                return state with { Requested = state.Requested.Add(new Stitch(returned.Work, returned.Task, returned.Result.Cookie)) };
            case CallbackSawStack { Stack.Count: 0 } seen when !state.WithoutMemory.Contains(seen.Task) && state.Requested.Contains(new Stitch(seen.Work, seen.Task, seen.Cookie)):
                violation = new Violation($"{seen.Work} is called with cookie {seen.Cookie:x} and an empty trace, though there was memory for one");
                return state;
            case UnwoundDirectly { Stack.Count: 0, Task.Kind: not TaskKind.KernelThread } direct when !state.WithoutMemory.Contains(direct.Task):
                violation = new Violation($"{direct.Task} was unwound to an empty trace, though there was memory for one");
                return state;
            case TaskGone gone:
                return new Asked(state.Requested.RemoveWhere(request => request.Task == gone.Task), state.WithoutMemory.Remove(gone.Task));
            default:
                return state;
        }
    }

    /// <summary>What requests have returned, and the tasks whose allocation has failed in this entry context.</summary>
    public sealed record Asked(ValueSet<Stitch> Requested, ValueSet<TaskStruct> WithoutMemory);
}
