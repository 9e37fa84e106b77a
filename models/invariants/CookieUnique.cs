using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>No two entry contexts, of one task or of two, share a cookie. (I1)</summary>
public sealed class CookieUnique : UnwindInvariant<CookieUnique.Owners>
{
    /// <inheritdoc/>
    public override string Invariant => "cookie-unique";

    /// <inheritdoc/>
    public override string Quote => "The returned cookie output is a unique identifer for the current task entry context.";

    /// <inheritdoc/>
    public override string Source => Sources.RequestComment;

    /// <inheritdoc/>
    protected override Owners Start => new(ValueSet<(ulong, TaskStruct, int)>.Empty, ValueSet<(TaskStruct, int)>.Empty);

    /// <inheritdoc/>
    protected override Owners Next(Owners state, object occurrence, out Violation? violation)
    {
        violation = null;
        switch (occurrence)
        {
            case KernelEntered entered:
                return state with { Contexts = state.Contexts.RemoveWhere(pair => pair.Task == entered.Task).Add((entered.Task, state.ContextOf(entered.Task) + 1)) };
            case CookieAssigned { Cookie: not 0 } assigned:
                return Own(state, assigned.Cookie, assigned.Task, out violation);
            case RequestReturned { Result: { Return: 0, Cookie: not 0 } } returned:
                return Own(state, returned.Result.Cookie, returned.Task, out violation);
            default:
                return state;
        }
    }

    private static Owners Own(Owners state, ulong cookie, TaskStruct task, out Violation? violation)
    {
        var context = state.ContextOf(task);
        var other = state.Cookies.Items.FirstOrDefault(owner => owner.Cookie == cookie && (owner.Task != task || owner.Context != context));
        violation = other.Task is null
            ? null
            : new Violation($"cookie {cookie:x} of entry {context} of {task} was already that of entry {other.Context} of {other.Task}");
        return state with { Cookies = state.Cookies.Add((cookie, task, context)) };
    }

    /// <summary>Which context owns which cookie, and which context each task is in (entries counted from 1).</summary>
    public sealed record Owners(ValueSet<(ulong Cookie, TaskStruct Task, int Context)> Cookies, ValueSet<(TaskStruct Task, int Context)> Contexts)
    {
        internal int ContextOf(TaskStruct task) => Contexts.Items.FirstOrDefault(pair => pair.Task == task).Context;
    }
}
