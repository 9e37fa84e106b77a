using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A callback with the cookie that a request returned carries the user stack of that request's context, or
/// none at all. (I3b)</summary>
public sealed class CallbackStack : UnwindInvariant<CallbackStack.Stacks>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-stack";

    /// <inheritdoc/>
    public override string Quote => "Create a \"context cookie\" which allows trace post-processing to correlate kernel unwinds/traces with the user unwind.";

    /// <inheritdoc/>
    public override string Source => Sources.CommitMessage;

    /// <inheritdoc/>
    protected override Stacks Start => new(ValueSet<(TaskStruct, UserTrace)>.Empty, ValueSet<(UnwindWork, TaskStruct, ulong, UserTrace)>.Empty);

    /// <inheritdoc/>
    protected override Stacks Next(Stacks state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state with { Current = state.Current.RemoveWhere(pair => pair.Task == entered.Task).Add((entered.Task, entered.Stack)) };
            case SignalFrameBuilt built:
                var handler = state.StackOf(built.Task).Interrupted(UserTrace.SignalHandler);
                return state with { Current = state.Current.RemoveWhere(pair => pair.Task == built.Task).Add((built.Task, handler)) };
            case UnwoundDirectly { Stack.Count: 0 }:
                return state;
            case UnwoundDirectly { Task.Kind: TaskKind.KernelThread } direct:
                violation = new Violation($"{direct.Task} was unwound to stack {direct.Stack}, but a kernel thread has none");
                return state;
            case UnwoundDirectly direct:
                if (!direct.Stack.IsOf(state.StackOf(direct.Task)))
                {
                    violation = new Violation($"{direct.Task} was unwound to stack {direct.Stack}, but its stack is {state.StackOf(direct.Task)}");
                }

                return state;
            case RequestReturned { Accepted: true, Result: { Cookie: not 0, CookieWritten: true } } returned:
                return state with { Requested = state.Requested.Add((returned.Work, returned.Task, returned.Result.Cookie, state.StackOf(returned.Task))) };
            case CallbackSawStack { Stack.Count: > 0, Task.Kind: TaskKind.KernelThread } callback:
                violation = new Violation($"{callback.Work} is called with stack {callback.Stack}, but {callback.Task} is a kernel thread, which has none");
                return state;
            case CallbackSawStack { Stack: { Count: > 0 } seen } callback:
                var wanted = state.Requested.Items.Where(request => request.Work == callback.Work && request.Task == callback.Task && request.Cookie == callback.Cookie).ToList();
                var wrong = wanted.FindIndex(request => !seen.IsOf(request.Stack));
                if (wrong >= 0)
                {
                    violation = new Violation($"{callback.Work} is called with cookie {callback.Cookie:x} and stack {seen}, but the request that returned it was made with stack {wanted[wrong].Stack}");
                }

                return state;
            case TaskGone gone:
                return state with { Requested = state.Requested.RemoveWhere(request => request.Task == gone.Task) };
            default:
                return state;
        }
    }

    /// <summary>The user stack of each task's context, and the one that each request was made with.</summary>
    public sealed record Stacks(
        ValueSet<(TaskStruct Task, UserTrace Stack)> Current,
        ValueSet<(UnwindWork Work, TaskStruct Task, ulong Cookie, UserTrace Stack)> Requested)
    {
        internal UserTrace StackOf(TaskStruct task) => Current.Items.FirstOrDefault(pair => pair.Task == task).Stack;
    }
}
