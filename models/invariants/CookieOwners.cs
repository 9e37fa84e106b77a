using Interleave.Kernel;

namespace UnwindCheck.Models.Invariants;

/// <summary>Which entry context owns which cookie, and which context each task is in (entries counted from 1).</summary>
public sealed record CookieOwners(ValueSet<(ulong Cookie, TaskStruct Task, int Context)> Cookies, ValueSet<(TaskStruct Task, int Context)> Contexts)
{
    /// <summary>No cookie, no context.</summary>
    public static readonly CookieOwners None = new(ValueSet<(ulong, TaskStruct, int)>.Empty, ValueSet<(TaskStruct, int)>.Empty);

    /// <summary>The context that a task is in; 0 before its first entry.</summary>
    public int ContextOf(TaskStruct task) => Contexts.Items.FirstOrDefault(pair => pair.Task == task).Context;

    /// <summary>After a task has entered the kernel.</summary>
    public CookieOwners Enter(TaskStruct task) =>
        this with { Contexts = Contexts.RemoveWhere(pair => pair.Task == task).Add((task, ContextOf(task) + 1)) };

    /// <summary>After the context of a task was given a cookie.</summary>
    public CookieOwners Give(TaskStruct task, ulong cookie) => this with { Cookies = Cookies.Add((cookie, task, ContextOf(task))) };

    /// <summary>Another context than that of a task that owns a cookie; its task is null if there is none.</summary>
    public (ulong Cookie, TaskStruct? Task, int Context) OtherOwner(TaskStruct task, ulong cookie)
    {
        var context = ContextOf(task);
        return Cookies.Items.FirstOrDefault(owner => owner.Cookie == cookie && (owner.Task != task || owner.Context != context));
    }

    /// <summary>Whether the context of a task owns a cookie.</summary>
    public bool Owns(TaskStruct task, ulong cookie) => Cookies.Contains((cookie, task, ContextOf(task)));
}
