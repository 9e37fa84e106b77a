using Interleave;
using Interleave.Kernel;
using UnwindCheck.Models.Designs;

namespace UnwindCheck.Fuzzing;

/// <summary>Who asks in the late window: after the exit loop's last look at the flags, before user mode.</summary>
[Flags]
internal enum LateRequests
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>NMIs.</summary>
    OfNmis = 1,

    /// <summary>Tracers on tracepoints there.</summary>
    OfTracepoints = 2,
}

/// <summary>A design that refuses requests in the late window, and else is as it is: what it violates then has another cause than
/// these requests.</summary>
/// <remarks>A scenario cannot leave them out and nothing else: an NMI strikes anywhere, and <c>irq_enable</c> is traced in the exit
/// loop as well.</remarks>
internal sealed class RefusingLateRequests : UnwindDesign
{
    private const int Einval = -22;

    private readonly UnwindDesign design;
    private readonly LateRequests refused;
    private readonly Dictionary<TaskStruct, Cell> late;

    /// <summary>Adds it to a machine.</summary>
    public RefusingLateRequests(Machine machine, UnwindDesign design, LateRequests refused)
    {
        (this.design, this.refused) = (design, refused);
        late = machine.Tasks.ToDictionary(static task => task, task => machine.Model.Cell(task.Name + ".in the late window"));
    }

    /// <inheritdoc/>
    public override KernelRelease Release => design.Release;

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => design.NmiNotification;

    /// <inheritdoc/>
    public override bool WalksTaskList => design.WalksTaskList;

    /// <inheritdoc/>
    public override bool ServesRequests => design.ServesRequests;

    /// <inheritdoc/>
    public override bool TellsWhoAsked => design.TellsWhoAsked;

    /// <inheritdoc/>
    public override bool KeepsStack => design.KeepsStack;

    /// <inheritdoc/>
    public override bool TakesManyTracers => design.TakesManyTracers;

    /// <inheritdoc/>
    public override bool CallsAgain => design.CallsAgain;

    /// <inheritdoc/>
    public override bool ResetsAtExit => design.ResetsAtExit;

    /// <inheritdoc/>
    public override bool UnwindsAtSwitch => design.UnwindsAtSwitch;

    /// <inheritdoc/>
    public override bool CancelsTaskByTask => design.CancelsTaskByTask;

    /// <inheritdoc/>
    public override UnwindWork Init(string name, IUnwindCallback callback, bool registered = true) => design.Init(name, callback, registered);

    /// <inheritdoc/>
    public override Step<bool> Register(KernelContext context, UnwindWork work) => design.Register(context, work);

    /// <inheritdoc/>
    public override async Step<RequestResult> Request(KernelContext context, UnwindWork work)
    {
        var from = context.Level switch { ContextLevel.Nmi => LateRequests.OfNmis, ContextLevel.Task => LateRequests.OfTracepoints, _ => LateRequests.None };
        if ((refused & from) != LateRequests.None && await late[context.Current].ReadOnce() != 0)
        {
            return new RequestResult(Einval, 0);
        }

        return await design.Request(context, work);
    }

    /// <inheritdoc/>
    public override Step<bool> Cancel(KernelContext context, TaskStruct task, UnwindWork work) => design.Cancel(context, task, work);

    /// <inheritdoc/>
    public override Step UnwindDirectly(KernelContext context) => design.UnwindDirectly(context);

    /// <inheritdoc/>
    public override RequestMeaning MeaningOf(RequestResult result) => design.MeaningOf(result);

    /// <inheritdoc/>
    public override Step EnterFromUserMode(KernelContext context) => design.EnterFromUserMode(context);

    /// <inheritdoc/>
    public override async Step BeforeHardirqsOn(KernelContext context)
    {
        await late[context.Current].WriteOnce(1);
        await design.BeforeHardirqsOn(context);
    }

    /// <inheritdoc/>
    public override Step ExitToUserMode(KernelContext context) => design.ExitToUserMode(context);

    /// <inheritdoc/>
    public override async Step BackInUserMode(KernelContext context)
    {
        await late[context.Current].WriteOnce(0);
        await design.BackInUserMode(context);
    }

    /// <inheritdoc/>
    public override Step ExitTaskEarly(KernelContext context) => design.ExitTaskEarly(context);

    /// <inheritdoc/>
    public override Step ExitTaskLate(KernelContext context) => design.ExitTaskLate(context);

    /// <inheritdoc/>
    public override Step<bool> PrepareTaskSwitch(KernelContext context) => design.PrepareTaskSwitch(context);

    /// <inheritdoc/>
    public override Step TaskIsAway(KernelContext context) => design.TaskIsAway(context);

    /// <inheritdoc/>
    public override Step ScheduledIn(KernelContext context) => design.ScheduledIn(context);

    /// <inheritdoc/>
    public override Step CopyProcess(KernelContext parent, TaskStruct child) => design.CopyProcess(parent, child);

    /// <inheritdoc/>
    public override Step FreeTask(TaskStruct task) => design.FreeTask(task);
}
