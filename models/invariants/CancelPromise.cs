using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Once a cancellation has returned, no callback of the descriptor runs or begins in that task, unless it answers
/// a request that returned after the cancellation began; where a cancellation is for all tasks, unless the descriptor
/// has been registered again. (I7)</summary>
/// <remarks>Of several cancellations at a time the last one to return is judged: which of them began before a request was made
/// cannot be told.</remarks>
public sealed class CancelPromise : UnwindInvariant<CancelPromise.Callbacks>
{
    /// <inheritdoc/>
    public override string Invariant => "cancel-promise";

    /// <inheritdoc/>
    public override string Quote => "Unregistration of unwind_work could iterate on all tasks and clear the pending bit or ID associated with the unregistered work, to make sure we don't trigger unrelated work after a re-use.";

    /// <inheritdoc/>
    public override string Source => "Mathieu Desnoyers, seed thread #4, 22 January 2025 (the v4 patch itself does not say what cancel promises; from v8 on: \"Do not allow any more requests and prevent callbacks\")";

    /// <inheritdoc/>
    protected override Callbacks Start => new(
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<(UnwindWork, TaskStruct?)>.Empty,
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<((UnwindWork, TaskStruct?), int)>.Empty);

    /// <inheritdoc/>
    protected override Callbacks Next(Callbacks state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case CallbackStarted started:
                var callback = (started.Work, started.Task);
                if (state.IsCancelled(started.Work, started.Task) && !state.Fresh.Contains(callback))
                {
                    violation = new Violation($"{started.Work} is called in {started.Task} although its cancellation has returned");
                }

                return state with { Running = state.Running.Add(callback) };
            case CallbackFinished finished:
                return state with { Running = state.Running.Remove((finished.Work, finished.Task)) };
            case CancelStarted started:
                return state with
                {
                    Stale = state.Fresh.Items.Where(pair => Concerns(started.Work, started.Task, pair)).Aggregate(state.Stale, static (stale, pair) => stale.Add(pair)),
                    Cancelling = state.Cancelling.AddOne((started.Work, started.Task)),
                };
            case CancelReturned returned:
                state = state with { Cancelling = state.Cancelling.RemoveOne((returned.Work, returned.Task)) };
                if (state.Cancelling.Has((returned.Work, returned.Task)))
                {
                    return state;
                }

                state = state with
                {
                    Fresh = state.Fresh.RemoveWhere(pair => Concerns(returned.Work, returned.Task, pair) && state.Stale.Contains(pair)),
                    Stale = state.Stale.RemoveWhere(pair => Concerns(returned.Work, returned.Task, pair)),
                };
                var running = state.Running.Items.FirstOrDefault(pair => Concerns(returned.Work, returned.Task, pair) && !state.Fresh.Contains(pair));
                if (running.Work is not null)
                {
                    violation = new Violation($"the cancellation of {returned.Work} returned{(returned.Task is null ? "" : returned.Result ? " true" : " false")} while its callback runs in {running.Task}");
                }

                return state with { Cancelled = state.Cancelled.Add((returned.Work, returned.Task)) };
            case RegisterStarted registering:
                return state with { Cancelled = state.Cancelled.RemoveWhere(pair => pair.Work == registering.Work) };
            case RequestReturned { Meaning: RequestMeaning.Queued, Work.OwnHead: not null } returned:
                return state with { Fresh = state.Fresh.Add((returned.Work, returned.Task)), Stale = state.Stale.Remove((returned.Work, returned.Task)) };
            default:
                return state;
        }
    }

    private static bool Concerns(UnwindWork work, TaskStruct? task, (UnwindWork Work, TaskStruct Task) callback) =>
        callback.Work == work && (task is null || callback.Task == task);

    /// <summary>Which callbacks run, which descriptors have been cancelled (in which task, or in all), and which were asked
    /// for since the last cancellation that has returned began; of these, the ones that another cancellation is for, which has
    /// not returned; cancellations that run.</summary>
    public sealed record Callbacks(
        ValueSet<(UnwindWork Work, TaskStruct Task)> Running,
        ValueSet<(UnwindWork Work, TaskStruct? Task)> Cancelled,
        ValueSet<(UnwindWork Work, TaskStruct Task)> Fresh,
        ValueSet<(UnwindWork Work, TaskStruct Task)> Stale,
        ValueSet<((UnwindWork Work, TaskStruct? Task) Item, int Number)> Cancelling)
    {
        internal bool IsCancelled(UnwindWork work, TaskStruct task) => Cancelled.Contains((work, task)) || Cancelled.Contains((work, null));
    }
}
