using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>What the rows of the contract that promise a callback have in common: the callback begins after the
/// request has returned and before the task is back in user mode. (I4)</summary>
public abstract class ContractRow : UnwindInvariant<Promises>
{
    /// <inheritdoc/>
    public override string Source => Sources.RequestComment + "; \"before returning to user space\": commit message";

    /// <inheritdoc/>
    protected override Promises Start => Promises.None;

    /// <summary>Whether this row speaks of a result.</summary>
    protected abstract bool Applies(RequestReturned returned);

    /// <summary>What is wrong with a result that this row speaks of, as soon as it is returned; else null.</summary>
    protected virtual string? Flaw(RequestResult result) => null;

    /// <inheritdoc/>
    protected override Promises Next(Promises state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestStarted started:
                return state.Begin(started);
            case RequestReturned returned:
                var applies = Applies(returned);
                if (applies && Flaw(returned.Result) is { } flaw)
                {
                    violation = new Violation($"the request for {returned.Work} in {returned.Task} returned {returned.Result.Return} with cookie {returned.Result.Cookie:x}: {flaw}");
                }

                return state.Return(returned, applies);
            case CallbackStarted started:
                return state.Keep(started);
            case WorkUnlinked unlinked:
                return state.Unlink(unlinked);
            case CancelStarted cancelling:
                return state.BeginCancel(cancelling);
            case CancelReturned cancelled:
                return state.Cancel(cancelled);
            case UserReturned back:
                violation = Judge(state, back.Task, "is back in user mode");
                return state.Forget(back.Task);
            case TaskGone gone:
                violation = Judge(state, gone.Task, "is gone");
                return state.Forget(gone.Task);
            default:
                return state;
        }
    }

    private static Violation? Judge(Promises state, TaskStruct task, string fate) =>
        state.Open.Items.FirstOrDefault(open => open.Task == task) is { } broken
            ? new Violation($"{task} {fate}; {broken.Work} was not called with cookie {broken.Cookie:x} after the request that promised it")
            : null;
}
