using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>All requests of one entry context that return a cookie return the same one. (I2)</summary>
public sealed class CookieSame : UnwindInvariant<ValueSet<(TaskStruct Task, ulong Cookie)>>
{
    /// <inheritdoc/>
    public override string Invariant => "cookie-same";

    /// <inheritdoc/>
    public override string Quote => "It's valid to call this function multiple times for the same @work within the same task entry context. Each call will return the same cookie.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override ValueSet<(TaskStruct Task, ulong Cookie)> Start => ValueSet<(TaskStruct, ulong)>.Empty;

    /// <inheritdoc/>
    protected override ValueSet<(TaskStruct Task, ulong Cookie)> Next(ValueSet<(TaskStruct Task, ulong Cookie)> state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state.RemoveWhere(pair => pair.Task == entered.Task);
            case RequestReturned { Result: { Cookie: not 0, CookieWritten: true } } returned:
                var earlier = state.Items.FirstOrDefault(pair => pair.Task == returned.Task);
                if (earlier.Task is not null && earlier.Cookie != returned.Result.Cookie)
                {
                    violation = new Violation($"a request in {returned.Task} returned cookie {returned.Result.Cookie:x}, an earlier one in the same context {earlier.Cookie:x}");
                }

                return state.Add((returned.Task, returned.Result.Cookie));
            default:
                return state;
        }
    }
}
