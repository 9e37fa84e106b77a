namespace Interleave.Kernel.Tests.Support;

/// <summary>A subsystem whose hooks do what a test says.</summary>
internal sealed class Hooks : KernelSubsystem
{
    public KernelRelease Of { get; init; } = KernelRelease.V613;

    public NmiNotification? Notification { get; init; }

    public bool Walks { get; init; }

    public IKernelAction? Entry { get; init; }

    public IKernelAction? BeforeExit { get; init; }

    public IKernelAction? Exit { get; init; }

    public IKernelAction? Back { get; init; }

    public IKernelAction? ExitEarly { get; init; }

    public IKernelAction? ExitLate { get; init; }

    public IKernelAction? Leaving { get; init; }

    public IKernelAction? Scheduled { get; init; }

    /// <summary>Raised for a task that has left its CPU and cannot run before somebody says so; null: it can.</summary>
    public Cell? Away { get; init; }

    /// <inheritdoc/>
    public override KernelRelease Release => Of;

    /// <inheritdoc/>
    public override NmiNotification? NmiNotification => Notification;

    /// <inheritdoc/>
    public override bool WalksTaskList => Walks;

    /// <inheritdoc/>
    public override Step EnterFromUserMode(KernelContext context) => Run(Entry, context);

    /// <inheritdoc/>
    public override Step BeforeHardirqsOn(KernelContext context) => Run(BeforeExit, context);

    /// <inheritdoc/>
    public override Step ExitToUserMode(KernelContext context) => Run(Exit, context);

    /// <inheritdoc/>
    public override Step BackInUserMode(KernelContext context) => Run(Back, context);

    /// <inheritdoc/>
    public override Step ExitTaskEarly(KernelContext context) => Run(ExitEarly, context);

    /// <inheritdoc/>
    public override Step ExitTaskLate(KernelContext context) => Run(ExitLate, context);

    /// <inheritdoc/>
    public override async Step<bool> PrepareTaskSwitch(KernelContext context)
    {
        await Run(Leaving, context);
        return Away is null;
    }

    /// <inheritdoc/>
    public override async Step TaskIsAway(KernelContext context) => await Away!.WriteOnce(1).WhileAway();

    /// <inheritdoc/>
    public override Step ScheduledIn(KernelContext context) => Run(Scheduled, context);

    /// <inheritdoc/>
    public override async Step CopyProcess(KernelContext parent, TaskStruct child)
    {
        await CellOperations.Pass("copy_process()");
        Events.Emit(new Note($"{parent.Current}-copies-{child}"));
    }

    /// <inheritdoc/>
    public override async Step FreeTask(TaskStruct task)
    {
        await CellOperations.Pass("free_task()");
        Events.Emit(new Note($"{task}-freed"));
    }

    private static async Step Run(IKernelAction? action, KernelContext context)
    {
        if (action is not null)
        {
            await action.Run(context);
        }
    }
}
