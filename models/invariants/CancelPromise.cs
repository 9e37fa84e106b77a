using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Once a cancellation has returned, no callback of the descriptor runs or begins in that task, unless it answers
/// a request that returned after the cancellation began. (I7)</summary>
public sealed class CancelPromise : UnwindInvariant<CancelPromise.Callbacks>
{
    /// <inheritdoc/>
    public override string Invariant => "cancel-promise";

    /// <inheritdoc/>
    public override string Quote => "Unregistration of unwind_work could iterate on all tasks and clear the pending bit or ID associated with the unregistered work, to make sure we don't trigger unrelated work after a re-use.";

    /// <inheritdoc/>
    public override string Source => "Mathieu Desnoyers, seed thread #4, 22 January 2025 (the patch itself does not say what cancel promises)";

    /// <inheritdoc/>
    protected override Callbacks Start => new(
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<(UnwindWork, TaskStruct)>.Empty);

    /// <inheritdoc/>
    protected override Callbacks Next(Callbacks state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case CallbackStarted started:
                var callback = (started.Work, started.Task);
                if (state.Cancelled.Contains(callback) && !state.Fresh.Contains(callback))
                {
                    violation = new Violation($"{started.Work} is called in {started.Task} although its cancellation has returned");
                }

                return state with { Running = state.Running.Add(callback) };
            case CallbackFinished finished:
                return state with { Running = state.Running.Remove((finished.Work, finished.Task)) };
            case CancelStarted started:
                return state with { Fresh = state.Fresh.Remove((started.Work, started.Task)) };
            case CancelReturned returned:
                var cancelled = (returned.Work, returned.Task);
                if (state.Running.Contains(cancelled) && !state.Fresh.Contains(cancelled))
                {
                    violation = new Violation($"the cancellation of {returned.Work} returned {(returned.Result ? "true" : "false")} while its callback runs in {returned.Task}");
                }

                return state with { Cancelled = state.Cancelled.Add(cancelled) };
            case RequestReturned { Result.Return: 0 } returned:
                return state with { Fresh = state.Fresh.Add((returned.Work, returned.Task)) };
            default:
                return state;
        }
    }

    /// <summary>Which callbacks run, which descriptors have been cancelled, and which were asked for since their last
    /// cancellation began; each in which task.</summary>
    public sealed record Callbacks(
        ValueSet<(UnwindWork Work, TaskStruct Task)> Running,
        ValueSet<(UnwindWork Work, TaskStruct Task)> Cancelled,
        ValueSet<(UnwindWork Work, TaskStruct Task)> Fresh);
}
