using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>Whoever is told that his callback is pending, or was made already, has asked for it in that task before, or is asking:
/// another request that this one interrupts. (I4)</summary>
/// <remarks>With which cookie, and whether the callback comes, is for others to judge. Where 0 may mean "pending or made" as well, it
/// says nothing of earlier requests.</remarks>
public sealed class AskedBefore : UnwindInvariant<AskedBefore.Requests>
{
    /// <inheritdoc/>
    public override string Invariant => "asked-before";

    /// <inheritdoc/>
    public override string Quote => "Return: 0 if the callback successfully was queued. 1 if the callback is pending or was already executed.";

    /// <inheritdoc/>
    public override string Source => "kernel/unwind/deferred.c, v6.17, comment of unwind_deferred_request()";

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => design.TellsWhoAsked;

    /// <inheritdoc/>
    protected override Requests Start => new(ValueSet<(UnwindWork, TaskStruct)>.Empty, ValueSet<(UnwindWork, TaskStruct, int)>.Empty);

    /// <inheritdoc/>
    protected override Requests Next(Requests state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case RequestStarted started:
                return state.Begin(started.Work, started.Task);
            case RequestReturned returned:
                state = state.End(returned.Work, returned.Task);
                if (Repeats(returned) && !state.HasAsked(returned.Work, returned.Task))
                {
                    violation = new Violation($"the request for {returned.Work} in {returned.Task} returned {returned.Result.Return}, as if its callback were pending or made: nobody had asked for it");
                }

                return returned.Accepted ? state with { Asked = state.Asked.Add((returned.Work, returned.Task)) } : state;
            case TaskGone gone:
                return state with { Asked = state.Asked.RemoveWhere(pair => pair.Task == gone.Task) };
            default:
                return state;
        }
    }

    private static bool Repeats(RequestReturned returned) =>
        returned is { Meaning: RequestMeaning.Pending or RequestMeaning.Answered or RequestMeaning.PendingOrAnswered, Result.Return: not 0 };

    /// <summary>Whose requests were accepted where, and those that run: in a task the last one to begin ends first, so that their
    /// number is enough.</summary>
    public sealed record Requests(ValueSet<(UnwindWork Work, TaskStruct Task)> Asked, ValueSet<(UnwindWork Work, TaskStruct Task, int Number)> Running)
    {
        internal Requests Begin(UnwindWork work, TaskStruct task) => this with { Running = Running.Add((work, task, RunningOf(work, task) + 1)) };

        internal Requests End(UnwindWork work, TaskStruct task) => this with { Running = Running.Remove((work, task, RunningOf(work, task))) };

        internal bool HasAsked(UnwindWork work, TaskStruct task) => Asked.Contains((work, task)) || RunningOf(work, task) > 0;

        private int RunningOf(UnwindWork work, TaskStruct task) => Running.Items.Count(call => call.Work == work && call.Task == task);
    }
}
