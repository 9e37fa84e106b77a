using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A request is refused for a reason only: the task is a kernel thread or exits, there is no memory for the request, it
/// comes from an NMI, or its tracer was not registered all the while. (I3)</summary>
/// <remarks>Every other invariant holds of a design that refuses everything. Which designs can serve NMIs depends on the
/// architecture and is for them to say: a refusal there is never wrong here. Where a cancellation is for one task, it does not
/// unregister anybody.</remarks>
public sealed class RequestAccepted : UnwindInvariant<RequestAccepted.Reasons>
{
    /// <inheritdoc/>
    public override string Invariant => "request-accepted";

    /// <inheritdoc/>
    public override string Quote => "Schedule a user space unwind to be done in task work before exiting the kernel.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => design.ServesRequests;

    /// <inheritdoc/>
    protected override Reasons Start => new(
        ValueSet<TaskStruct>.Empty,
        ValueSet<UnwindWork>.Empty,
        ValueSet<(UnwindWork, TaskStruct, ContextLevel)>.Empty,
        ValueSet<(UnwindWork, TaskStruct, ContextLevel)>.Empty);

    /// <inheritdoc/>
    protected override Reasons Next(Reasons state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestStarted started when IsJudged(started.Task, started.Level):
                return state.Begin((started.Work, started.Task, started.Level));
            case RequestReturned returned when IsJudged(returned.Task, returned.Level):
                var call = (returned.Work, returned.Task, returned.Level);
                if (returned.Meaning == RequestMeaning.Refused && !state.Excused.Contains(call) && !state.Exiting.Contains(returned.Task))
                {
                    violation = new Violation($"the request for {returned.Work} in {returned.Task} returned {returned.Result.Return}: its tracer is registered, the task has a user stack, and nothing has failed");
                }

                return state.End(call);
            case AllocationFailed { Atomic: true } failed:
                return state.Excuse(request => request.Task == failed.Task);
            case CancelStarted { Task: null } cancelling:
                return state.Unregister(cancelling.Work);
            case RegisterStarted registering:
                return state.Unregister(registering.Work);
            case RegisterReturned { Accepted: true } registered:
                return state.Register(registered.Work);
            case TaskExiting exiting:
                return state with { Exiting = state.Exiting.Add(exiting.Task) };
            case TaskGone gone:
                return state with { Exiting = state.Exiting.Remove(gone.Task) };
            default:
                return state;
        }
    }

    private static bool IsJudged(TaskStruct task, ContextLevel level) => task.Kind != TaskKind.KernelThread && level != ContextLevel.Nmi;

    /// <summary>Why requests may be refused.</summary>
    /// <param name="Exiting">Tasks that exit.</param>
    /// <param name="Changed">Descriptors that are registered and were not at first, or the other way round. While they are being
    /// registered or cancelled they are not.</param>
    /// <param name="Running">Requests that have begun and not returned.</param>
    /// <param name="Excused">Those of them that may be refused, whatever is the case by now.</param>
    public sealed record Reasons(
        ValueSet<TaskStruct> Exiting,
        ValueSet<UnwindWork> Changed,
        ValueSet<(UnwindWork Work, TaskStruct Task, ContextLevel Level)> Running,
        ValueSet<(UnwindWork Work, TaskStruct Task, ContextLevel Level)> Excused)
    {
        internal Reasons Begin((UnwindWork Work, TaskStruct Task, ContextLevel Level) call) => this with
        {
            Running = Running.Add(call),
            Excused = IsRegistered(call.Work) ? Excused : Excused.Add(call),
        };

        internal Reasons End((UnwindWork Work, TaskStruct Task, ContextLevel Level) call) => this with
        {
            Running = Running.Remove(call),
            Excused = Excused.Remove(call),
        };

        internal Reasons Unregister(UnwindWork work) => Excuse(call => call.Work == work) with { Changed = work.IsRegisteredAtFirst ? Changed.Add(work) : Changed.Remove(work) };

        internal Reasons Register(UnwindWork work) => this with { Changed = work.IsRegisteredAtFirst ? Changed.Remove(work) : Changed.Add(work) };

        internal Reasons Excuse(Func<(UnwindWork Work, TaskStruct Task, ContextLevel Level), bool> condition) =>
            this with { Excused = Running.Items.Where(condition).Aggregate(Excused, static (excused, call) => excused.Add(call)) };

        private bool IsRegistered(UnwindWork work) => work.IsRegisteredAtFirst != Changed.Contains(work);
    }
}
