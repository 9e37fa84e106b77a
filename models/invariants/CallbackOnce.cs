using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>No callback is made twice with one cookie in one task, in designs that do not promise to call again. (I6)</summary>
public sealed class CallbackOnce : UnwindInvariant<ValueSet<Stitch>>
{
    /// <inheritdoc/>
    public override string Invariant => "callback-once";

    /// <inheritdoc/>
    public override string Quote => "The unwind_completed mask is used to keep track of what callbacks have been called and will not call them again until the task has left the kernel.";

    /// <inheritdoc/>
    public override string Source => "cover letter of [PATCH v14 00/12] unwind_user: x86: Deferred unwinding infrastructure (shortened)";

    /// <inheritdoc/>
    protected override ValueSet<Stitch> Start => ValueSet<Stitch>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<Stitch> Next(ValueSet<Stitch> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case CallbackStarted started:
                var stitch = new Stitch(started.Work, started.Task, started.Cookie);
                if (state.Contains(stitch))
                {
                    violation = new Violation($"{started.Work} is called in {started.Task} with cookie {started.Cookie:x} a second time");
                }

                return state.Add(stitch);
            case TaskGone gone:
                return state.RemoveWhere(made => made.Task == gone.Task);
            default:
                return state;
        }
    }

    /// <inheritdoc/>
    public override bool AppliesTo(UnwindDesign design) => !design.CallsAgain;
}
