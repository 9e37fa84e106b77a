using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Models.Invariants;

/// <summary>A descriptor, a task and a cookie that belong together.</summary>
public sealed record Stitch(UnwindWork Work, TaskStruct Task, ulong Cookie);

/// <summary>A request that has begun and not returned.</summary>
/// <param name="Work">The descriptor.</param>
/// <param name="Task">The task that was current.</param>
/// <param name="Level">Where the tracer asked.</param>
public sealed record RunningRequest(UnwindWork Work, TaskStruct Task, ContextLevel Level);

/// <summary>The callbacks that requests have promised and that have not come yet.</summary>
/// <remarks>A cancellation that takes the work out of the list takes the promises of its descriptor and task back; also
/// those of requests that run at some time between that and its return: which of the two came first cannot be told. Where
/// descriptors have no work of their own, a cancellation takes back the promises of its descriptor from its beginning.</remarks>
/// <param name="Open">The promises.</param>
/// <param name="Running">Requests that have begun and not returned; of those that are alike, one in another's interrupt, the one with
/// the largest number returns first.</param>
/// <param name="Excused">Those of them whose promise a cancellation has taken back.</param>
/// <param name="Cancelled">Nodes that a cancellation has taken out and that has not returned yet.</param>
/// <param name="Cancelling">Descriptors without a node of their own that are being cancelled.</param>
public sealed record Promises(
    ValueSet<Stitch> Open,
    ValueSet<(RunningRequest Request, int Number)> Running,
    ValueSet<(RunningRequest Request, int Number)> Excused,
    ValueSet<(CallbackHead Head, TaskStruct Task)> Cancelled,
    ValueSet<(UnwindWork Work, int Number)> Cancelling)
{
    /// <summary>No promise.</summary>
    public static readonly Promises None = new(
        ValueSet<Stitch>.Empty,
        ValueSet<(RunningRequest, int)>.Empty,
        ValueSet<(RunningRequest, int)>.Empty,
        ValueSet<(CallbackHead, TaskStruct)>.Empty,
        ValueSet<(UnwindWork, int)>.Empty);

    /// <summary>After a request has begun.</summary>
    public Promises Begin(RequestStarted started)
    {
        var request = new RunningRequest(started.Work, started.Task, started.Level);
        var running = Running.AddOne(request);
        return this with
        {
            Running = running,
            Excused = Cancelling.Has(started.Work) ? Excused.Add(running.LastOf(request)) : Excused,
        };
    }

    /// <summary>After a request has returned.</summary>
    /// <param name="returned">The request.</param>
    /// <param name="promises">Whether its result promises a callback.</param>
    public Promises Return(RequestReturned returned, bool promises)
    {
        var call = Running.LastOf(new RunningRequest(returned.Work, returned.Task, returned.Level));
        var excused = Excused.Contains(call) || (returned.Work.OwnHead is { } own && Cancelled.Contains((own, returned.Task)));
        return this with
        {
            Open = promises && !excused ? Open.Add(new Stitch(returned.Work, returned.Task, returned.Result.Cookie)) : Open,
            Running = Running.Remove(call),
            Excused = Excused.Remove(call),
        };
    }

    /// <summary>After a callback has begun.</summary>
    public Promises Keep(CallbackStarted started) => this with { Open = Open.Remove(new Stitch(started.Work, started.Task, started.Cookie)) };

    /// <summary>After a cancellation has taken a node out of a task's list.</summary>
    public Promises Unlink(WorkUnlinked unlinked) => Excuse(unlinked.Head, unlinked.Task) with
    {
        Open = Open.RemoveWhere(open => open.Work.OwnHead == unlinked.Head && open.Task == unlinked.Task),
        Cancelled = Cancelled.Add((unlinked.Head, unlinked.Task)),
    };

    /// <summary>After a cancellation has begun.</summary>
    public Promises BeginCancel(CancelStarted started) => started.Work.OwnHead is not null ? this : this with
    {
        Open = Open.RemoveWhere(open => open.Work == started.Work),
        Excused = Running.Items.Where(call => call.Request.Work == started.Work).Aggregate(Excused, (excused, call) => excused.Add(call)),
        Cancelling = Cancelling.AddOne(started.Work),
    };

    /// <summary>After a cancellation has returned.</summary>
    public Promises Cancel(CancelReturned returned)
    {
        if (returned.Work.OwnHead is not { } own)
        {
            return this with { Cancelling = Cancelling.RemoveOne(returned.Work) };
        }

        return returned.Task is { } task && Cancelled.Contains((own, task)) ? Excuse(own, task) with { Cancelled = Cancelled.Remove((own, task)) } : this;
    }

    /// <summary>Without the promises to a task.</summary>
    public Promises Forget(TaskStruct task) => this with { Open = Open.RemoveWhere(open => open.Task == task) };

    private Promises Excuse(CallbackHead head, TaskStruct task) => this with
    {
        Excused = Running.Items.Where(call => call.Request.Work.OwnHead == head && call.Request.Task == task).Aggregate(Excused, (excused, call) => excused.Add(call)),
    };
}
