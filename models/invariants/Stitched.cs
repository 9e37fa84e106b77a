using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;
using UnwindCheck.Models.Tracers;
using UnwindCheck.Stitching;

namespace UnwindCheck.Models.Invariants;

/// <summary>Every sample that kept its records is joined to the user stack that was really there, and no sample to a wrong
/// one. Records come in the order in which they were written; what a full buffer lost is excused, and so is who was
/// cancelled: he wants no stacks any more.</summary>
/// <param name="invariant">The name.</param>
/// <param name="rule">How post-processing joins.</param>
/// <param name="source">Who does so.</param>
public abstract class Stitched(string invariant, IStitchingRule<Stitched.Sample, UserTrace> rule, string source) : UnwindInvariant<Stitched.Recording>
{
    /// <inheritdoc/>
    public override string Invariant => invariant;

    /// <inheritdoc/>
    public override string Quote => "It can be used to stitch kernel and user stack traces together in post-processing.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment + "; post-processing: " + source;

    /// <inheritdoc/>
    protected override Recording Start => new(rule, ValueSet<(TaskStruct, UserTrace)>.Empty, ValueSet<(Tracer, TaskStruct, ulong)>.Empty, ValueSet<(Tracer, TaskStruct?)>.Empty);

    /// <inheritdoc/>
    protected override Recording Next(Recording state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state.With(entered.Task, entered.Stack);
            case SignalFrameBuilt built:
                return state.With(built.Task, state.StackOf(built.Task).Interrupted(UserTrace.SignalHandler));
            case SampleRecorded sample:
                return Feed(state, new SampleTaken<Sample, UserTrace>(KeyOf(sample.Tracer, sample.Task), sample.Cookie, new Sample(sample.Tracer, sample.Task, sample.Cookie, state.StackOf(sample.Task))), out violation);
            case StackRecorded stack:
                return Feed(state, new StackUnwound<Sample, UserTrace>(KeyOf(stack.Tracer, stack.Task), stack.Cookie, stack.Stack), out violation);
            case RecordLost lost:
                return state with { Lost = state.Lost.Add((lost.Tracer, lost.Task, lost.Cookie)) };
            case CancelStarted { Work.Callback: Tracer tracer } cancelling:
                return state with { Cancelled = state.Cancelled.Add((tracer, cancelling.Task)) };
            default:
                return state;
        }
    }

    /// <inheritdoc/>
    protected override Violation? Finally(Recording state) => Judge(state, state.Rule.End());

    private static Recording Feed(Recording state, ThreadEvent<Sample, UserTrace> record, out Violation? violation)
    {
        var step = state.Rule.Next(record);
        violation = Judge(state, step.Delivered);
        return state with { Rule = step.Rule };
    }

    private static Violation? Judge(Recording state, IReadOnlyList<Delivery<Sample, UserTrace>> delivered)
    {
        foreach (var delivery in delivered)
        {
            var sample = delivery.Sample;
            switch (delivery)
            {
                case Joined<Sample, UserTrace> joined when joined.Stack.Count > 0 && !joined.Stack.IsOf(sample.Stack):
                    return new Violation($"the sample of {sample.Tracer} in {sample.Task} with cookie {sample.Cookie:x} is joined to stack {joined.Stack}, but was taken with stack {sample.Stack}");
                case Unjoined<Sample, UserTrace> unjoined when !state.IsExcused(sample):
                    return new Violation($"the sample of {sample.Tracer} in {sample.Task} with cookie {sample.Cookie:x} gets no user stack, though no record was lost: {Why(unjoined.Reason)}");
            }
        }

        return null;
    }

    private static string Why(UnjoinedReason reason) => reason switch
    {
        UnjoinedReason.Superseded => "a stack with another cookie came first",
        UnjoinedReason.ThreadEnded => "the task ended first",
        _ => "no stack with its cookie followed it",
    };

    /// <summary>The samples and stacks of one tracer in one task belong together, as those of one event of perf do.</summary>
    private static ThreadKey KeyOf(Tracer tracer, TaskStruct task) => new(tracer.Number, (tracer.Number * 100) + task.Index);

    /// <summary>A sample, with the user stack that was there when it was taken.</summary>
    public sealed record Sample(Tracer Tracer, TaskStruct Task, ulong Cookie, UserTrace Stack);

    /// <summary>What post-processing knows, the user stack of each task, and what was lost or cancelled (in one task, or in all).</summary>
    public sealed record Recording(
        IStitchingRule<Sample, UserTrace> Rule,
        ValueSet<(TaskStruct Task, UserTrace Stack)> Stacks,
        ValueSet<(Tracer Tracer, TaskStruct Task, ulong Cookie)> Lost,
        ValueSet<(Tracer Tracer, TaskStruct? Task)> Cancelled)
    {
        internal bool IsExcused(Sample sample) =>
            Lost.Contains((sample.Tracer, sample.Task, sample.Cookie)) || Cancelled.Contains((sample.Tracer, sample.Task)) || Cancelled.Contains((sample.Tracer, null));

        internal UserTrace StackOf(TaskStruct task) => Stacks.Items.FirstOrDefault(pair => pair.Task == task).Stack;

        internal Recording With(TaskStruct task, UserTrace stack) => this with { Stacks = Stacks.RemoveWhere(pair => pair.Task == task).Add((task, stack)) };
    }
}

/// <summary>By the rule of the perf tool.</summary>
public sealed class StitchedForward() : Stitched(
    "stitched-forward",
    new ForwardOnlyRule<Sample, UserTrace>(),
    "the perf tool as of December 2025: a sample is joined to a stack that follows it");

/// <summary>By a rule that also looks back.</summary>
public sealed class StitchedBothWays() : Stitched(
    "stitched-both-ways",
    new BothWaysRule<Sample, UserTrace>(),
    "Peter Zijlstra, 15 July 2025: \"Whatever tool is ultimately in charge of gluing humpty^Wstacktraces back together again should have no problem with this\"");
