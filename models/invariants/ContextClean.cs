using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>At the first user instruction nothing is left in the task of the entry context that is over: no work is queued, no
/// tracer has a bit, no cookie and no user stack are kept. (I12)</summary>
/// <remarks>An interrupt that a CPU has sent to itself comes before that instruction: what it sees to is in time. Applies to
/// designs that reset on the way to user mode; those that reset at the next entry keep all of it until then on purpose.</remarks>
public sealed class ContextClean : UnwindInvariant<ContextClean.Left>
{
    /// <inheritdoc/>
    public override string Invariant => "context-clean";

    /// <inheritdoc/>
    public override string Quote => "Is a task_work going to run again before going back";

    /// <inheritdoc/>
    public override string Source => "unwind_reset_info() as merged for v6.17, where a yes leaves everything to the next pass";

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => design.ResetsAtExit;

    /// <inheritdoc/>
    protected override Left Start => new(ValueSet<(TaskStruct, CallbackHead)>.Empty, ValueSet<(TaskStruct, int)>.Empty, ValueSet<(TaskStruct, ContextPart)>.Empty);

    /// <inheritdoc/>
    protected override Left Next(Left state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case WorkQueued queued:
                return state with { Queued = state.Queued.Add((queued.Task, queued.Head)) };
            case WorkUnlinked unlinked:
                return state with { Queued = state.Queued.Remove((unlinked.Task, unlinked.Head)) };
            case WorkStarting starting:
                return state with { Queued = state.Queued.Remove((starting.Task, starting.Head)) };
            case MaskBitSet set:
                return state with { Bits = state.Bits.Add((set.Task, set.Bit)) };
            case MaskBitsCleared cleared:
                return state with { Bits = state.Bits.RemoveWhere(pair => pair.Task == cleared.Task && (cleared.Bits >> pair.Bit & 1) != 0) };
            case KeptInTask { Part: not ContextPart.PendingMark } kept:
                return state with { Parts = state.Parts.Add((kept.Task, kept.Part)) };
            case ForgottenInTask forgotten:
                return state with { Parts = state.Parts.Remove((forgotten.Task, forgotten.Part)) };
            case UserReturned back:
                violation = state.In(back.Task) is { Length: > 0 } left ? new Violation($"{back.Task} is back in user mode and still has {left}") : null;
                return state;
            case TaskGone gone:
                return new Left(
                    state.Queued.RemoveWhere(pair => pair.Task == gone.Task),
                    state.Bits.RemoveWhere(pair => pair.Task == gone.Task),
                    state.Parts.RemoveWhere(pair => pair.Task == gone.Task));
            default:
                return state;
        }
    }

    /// <summary>Works that are queued, tracers' bits that are set, and what else is kept.</summary>
    public sealed record Left(
        ValueSet<(TaskStruct Task, CallbackHead Head)> Queued,
        ValueSet<(TaskStruct Task, int Bit)> Bits,
        ValueSet<(TaskStruct Task, ContextPart Part)> Parts)
    {
        /// <summary>What a task has left, in words.</summary>
        internal string In(TaskStruct task)
        {
            var left = new List<string>();
            if (Queued.Items.Any(pair => pair.Task == task))
            {
                left.Add("a work queued");
            }

            left.AddRange(Bits.Items.Where(pair => pair.Task == task).OrderBy(pair => pair.Bit).Select(pair => $"bit {pair.Bit} set"));
            left.AddRange(Parts.Items.Where(pair => pair.Task == task).OrderBy(pair => pair.Part).Select(pair => pair.Part switch
            {
                ContextPart.Cookie => "its cookie",
                ContextPart.CookieOfNmi => "a cookie that an NMI left",
                _ => "a user stack in its cache",
            }));
            return string.Join(", ", left);
        }
    }
}
