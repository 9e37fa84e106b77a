using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>For each sample there is a callback of its descriptor in its task with the user stack of its entry context or
/// with none, before it or after it; and where samples are taken, there are callbacks for them only. (I3, I5)</summary>
/// <remarks>For tracers whose sample and request are two things: others have a cookie to join, which other invariants
/// judge. Who is cancelled takes his samples back, and those that he takes until he is registered again.</remarks>
public sealed class SampleAnswered : UnwindInvariant<SampleAnswered.Samples>
{
    /// <inheritdoc/>
    public override string Invariant => "sample-answered";

    /// <inheritdoc/>
    public override string Quote => "Foretell the coming of PERF_RECORD_CALLCHAIN_DEFERRED which can be stitched to this one.";

    /// <inheritdoc/>
    public override string Source => "[PATCH v3 15/19] perf: Add deferred user callchains, get_perf_callchain()";

    /// <inheritdoc/>
    protected override Samples Start => new(
        ValueSet<(TaskStruct, UserTrace)>.Empty,
        ValueSet<UnwindWork>.Empty,
        ValueSet<(UnwindWork, TaskStruct, UserTrace)>.Empty,
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<(UnwindWork, TaskStruct)>.Empty,
        ValueSet<UnwindWork>.Empty);

    /// <inheritdoc/>
    protected override Samples Next(Samples state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state.Enter(entered);
            case KernelSampleTaken taken:
                return state.Take(taken.Work, taken.Task);
            case CallbackSawStack callback when state.Samplers.Contains(callback.Work):
                violation = Judge(state, callback);
                return state.Answer(callback.Work, callback.Task);
            case CancelStarted cancelling:
                return state.Cancel(cancelling);
            case RegisterStarted registering:
                return state with { Cancelled = state.Cancelled.Remove(registering.Work) };
            case TaskGone gone:
                violation = Lost(state, sample => sample.Task == gone.Task, "is gone");
                return state.Forget(gone.Task);
            default:
                return state;
        }
    }

    /// <inheritdoc/>
    protected override Violation? Finally(Samples state) => Lost(state, static _ => true, "has come to its end");

    private static Violation? Judge(Samples state, CallbackSawStack callback)
    {
        if (!state.Sampled.Contains((callback.Work, callback.Task)))
        {
            return new Violation($"{callback.Work} is called in {callback.Task}, where it has taken no sample");
        }

        var wrong = state.Open.Items.FirstOrDefault(sample => sample.Work == callback.Work && sample.Task == callback.Task && callback.Stack is { Count: > 0 } seen && !seen.IsOf(sample.Stack));
        return wrong.Work is null ? null : new Violation($"{callback.Work} is called in {callback.Task} with stack {callback.Stack}; the sample that it is for was taken with stack {wrong.Stack}");
    }

    private static Violation? Lost(Samples state, Func<(UnwindWork Work, TaskStruct Task, UserTrace Stack), bool> concerned, string fate)
    {
        var lost = state.Open.Items.FirstOrDefault(concerned);
        return lost.Work is null ? null : new Violation($"{lost.Task} {fate} and {lost.Work} was never called for the sample that it took there");
    }

    /// <summary>The samples of all tasks.</summary>
    /// <param name="Current">The user stack of each task's context.</param>
    /// <param name="Samplers">The descriptors that have taken samples at all.</param>
    /// <param name="Open">Samples without a callback yet.</param>
    /// <param name="Sampled">Where there were samples in the context that the task is in, or there are open ones.</param>
    /// <param name="Answered">Where there was a callback in the context that the task is in.</param>
    /// <param name="Cancelled">The descriptors that are cancelled in all tasks.</param>
    public sealed record Samples(
        ValueSet<(TaskStruct Task, UserTrace Stack)> Current,
        ValueSet<UnwindWork> Samplers,
        ValueSet<(UnwindWork Work, TaskStruct Task, UserTrace Stack)> Open,
        ValueSet<(UnwindWork Work, TaskStruct Task)> Sampled,
        ValueSet<(UnwindWork Work, TaskStruct Task)> Answered,
        ValueSet<UnwindWork> Cancelled)
    {
        internal Samples Enter(KernelEntered entered) => this with
        {
            Current = Current.RemoveWhere(pair => pair.Task == entered.Task).Add((entered.Task, entered.Stack)),
            Sampled = Sampled.RemoveWhere(pair => pair.Task == entered.Task && Open.Items.All(sample => (sample.Work, sample.Task) != pair)),
            Answered = Answered.RemoveWhere(pair => pair.Task == entered.Task),
        };

        internal Samples Take(UnwindWork work, TaskStruct task) => this with
        {
            Samplers = Samplers.Add(work),
            Sampled = Sampled.Add((work, task)),
            Open = Answered.Contains((work, task)) || Cancelled.Contains(work) ? Open : Open.Add((work, task, Current.Items.FirstOrDefault(pair => pair.Task == task).Stack)),
        };

        internal Samples Answer(UnwindWork work, TaskStruct task) => this with
        {
            Open = Open.RemoveWhere(sample => sample.Work == work && sample.Task == task),
            Answered = Answered.Add((work, task)),
        };

        internal Samples Cancel(CancelStarted cancelling) => this with
        {
            Open = Open.RemoveWhere(sample => sample.Work == cancelling.Work && (cancelling.Task is null || sample.Task == cancelling.Task)),
            Cancelled = cancelling.Task is null ? Cancelled.Add(cancelling.Work) : Cancelled,
        };

        internal Samples Forget(TaskStruct task) => this with
        {
            Open = Open.RemoveWhere(sample => sample.Task == task),
            Sampled = Sampled.RemoveWhere(pair => pair.Task == task),
            Answered = Answered.RemoveWhere(pair => pair.Task == task),
        };
    }
}
